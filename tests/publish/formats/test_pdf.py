"""PDF: pages whose text came from elsewhere and stayed text."""

import builtins
import json
from typing import Any

import pytest

from publish.formats import Unavailable, pdf
from publish.report import Report

typst = pytest.importorskip("typst")


def test_hostile_text_is_set_as_text(hostile: Report) -> None:
    # Were it read as markup, `#panic` and `#read` in it would end the compilation.
    pages = pdf.render(hostile)

    assert pages.startswith(b"%PDF-")
    assert len(pages) > 10_000


def test_headings_are_the_titles_as_they_stand(hostile: Report) -> None:
    data = json.dumps(pdf._data(hostile))

    found = typst.query(pdf._TEMPLATE.read_bytes(), "heading", sys_inputs={"report": data})

    titles = [each["body"].get("text") for each in json.loads(found)]
    assert hostile.accounts[0].title in titles


def test_its_charts_are_vectors_and_the_unseen_is_no_green(hostile: Report) -> None:
    assert b"/Subtype /Image" not in pdf.render(hostile)
    assert pdf._data(hostile)["accounts"][0]["strip"] == [
        "missed by far",
        "no data",
        "objective met",
    ]


def test_a_report_on_nothing_is_a_page(empty: Report) -> None:
    assert pdf.render(empty).startswith(b"%PDF-")


def test_without_typst_it_says_what_to_install(
    empty: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(Unavailable, match=r"pip install 'brownout\[pdf\]'"):
        pdf.render(empty)
