"""What is packed comes back exactly, takes little, and is known for damaged where it is."""

import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import packing
from storage.packing import Packed, pack, unpack

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
WHOLE = st.integers(-(2**63), 2**63 - 1)
SHARES = st.integers(-(10**9), 10**9).map(lambda tenthousandths: tenthousandths / 10_000)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | SHARES
PACKED = st.builds(
    Packed,
    http_status=st.just(200) | st.none() | WHOLE,
    expectations=st.none() | WORDS,
    request_id=st.none() | WORDS,
    headroom=st.none() | NUMBERS,
    detail=st.none() | WORDS,
    retry_after_s=st.none() | NUMBERS,
)


@given(told=PACKED)
def test_what_is_packed_comes_back(told: Packed) -> None:
    assert unpack(pack(*told)) == told


def test_a_plain_answer_takes_no_room() -> None:
    assert pack(*Packed()) is None
    assert unpack(None) == Packed()


@pytest.mark.parametrize(
    ("told", "packed"),
    [
        (Packed(http_status=None), "0100"),
        (Packed(http_status=404), "01a906"),
        (Packed(http_status=529, headroom=0.9987), "09a308879c01"),
        (Packed(headroom=1 / 3), "0800555555555555d53f"),
        (Packed(request_id="req_1", headroom=0.0), "0c057265715f3101"),
        (Packed(retry_after_s=2.5), "20d18603"),
    ],
)  # fmt: skip
def test_the_form_never_changes(told: Packed, packed: str) -> None:
    assert pack(*told) == bytes.fromhex(packed)
    assert unpack(bytes.fromhex(packed)) == told


@pytest.mark.parametrize(
    ("words", "packed"),
    [
        ('[["without a key","401 or 403","401 and JSON",true]]', "020423c77300"),
        ('[["status","2xx","200",true]]', "0205c367672c00"),
    ],
)
def test_the_dictionary_of_words_never_changes(words: str, packed: str) -> None:
    assert unpack(bytes.fromhex(packed)) == Packed(expectations=words)
    assert zlib.crc32(packing._WORDS) == 2_947_726_491


@given(told=PACKED.filter(lambda told: told != Packed()), data=st.data())
def test_what_is_damaged_is_told_or_reads_as_something_else(
    told: Packed, data: st.DataObject
) -> None:
    packed = pack(*told)
    assert packed is not None
    cut = data.draw(st.integers(0, len(packed) - 1))
    with pytest.raises(ValueError, match=r"what a result tells is|decode"):
        unpack(packed[:cut])
    flipped = bytearray(packed)
    flipped[cut] ^= data.draw(st.integers(1, 255))
    with suppress(ValueError):
        assert isinstance(unpack(bytes(flipped)), Packed)
