"""What Apprise knows is reached by its address; a storm is one message, and wakes no channel."""

import base64
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from publish.alerts.notice import Happened, Kind, ReportFile
from publish.alerts.posting import Undelivered
from publish.alerts.target import Target


def chat(url: str, **said: Any) -> Target:
    address = url.replace("http://", "json://") + "/hook/s3cr3t-t0ken"
    return Target(name="team", channel="apprise", address=SecretStr(address), **said)


def test_a_message_says_what_and_where(notice: Any, send: Any, receive: Any) -> None:
    receiver = receive()
    send(chat(receiver.url), notice())

    (told,) = receiver.bodies()
    assert told["title"] == "Borealis is down"
    assert told["message"] == (
        "30 of the last 30 canaries failed with overloaded\nhttp://here/provider?provider=borealis"
    )
    assert told["type"] == "failure"


def test_a_storm_is_one_message(notice: Any, send: Any, receive: Any) -> None:
    receiver = receive()
    send(
        chat(receiver.url),
        *(notice(headline=f"Provider {n} is down", link=None) for n in range(5)),
        notice(happened=Happened.CLOSED),
    )

    (told,) = receiver.bodies()
    assert told["title"].startswith("6 changes: Provider 0 is down; Provider 1 is down")
    assert "Over: Borealis is down. 30 of the last 30" in told["message"]


def test_nobody_is_mentioned_by_what_strangers_wrote(notice: Any, send: Any, receive: Any) -> None:
    receiver = receive()
    send(chat(receiver.url), notice(sentence="@everyone <!channel> <script>", headline="@here"))

    (told,) = receiver.bodies()
    assert "@everyone" not in told["message"]
    assert "<!channel" not in told["message"]
    assert "@here" not in told["title"]


def test_what_does_not_arrive_is_told_without_the_address(
    notice: Any, send: Any, receive: Any
) -> None:
    receiver = receive()
    receiver.answers = [500]

    with pytest.raises(Undelivered) as raised:
        send(chat(receiver.url), notice())

    assert "s3cr3t" not in str(raised.value)
    assert "500" in str(raised.value)


def test_an_address_that_no_service_has_is_told(notice: Any, send: Any) -> None:
    target = Target(name="team", channel="apprise", address=SecretStr("nonsense://token1234"))

    with pytest.raises(Undelivered, match="knows no service of that form") as raised:
        send(target, notice())

    assert "token1234" not in str(raised.value)


def test_one_that_hangs_is_left_alone(notice: Any, send: Any, receive: Any) -> None:
    receiver = receive()
    receiver.answers = ["hang"]

    with pytest.raises(Undelivered, match=r"within 0\.3 s"):
        send(chat(receiver.url, timeout_s=0.3), notice())

    # Waiting for its thread would have taken until the receiver lets go.
    assert not receiver.released.is_set()


def _report(path: Path) -> ReportFile:
    return ReportFile(
        name="brownout-2026-10.csv",
        media_type="text/csv",
        from_ms=1_790_000_000_000,
        to_ms=1_792_000_000_000,
        timezone="UTC",
        objective=99.9,
        path=str(path),
    )


def test_a_report_is_attached_where_the_service_takes_files(
    notice: Any, send: Any, receive: Any, tmp_path: Path
) -> None:
    file = tmp_path / "a folder? & more.csv"
    file.write_text("a,b\n")
    receiver = receive()

    send(chat(receiver.url), notice(kind=Kind.REPORT, report=_report(file)))

    (told,) = receiver.bodies()
    (attached,) = told["attachments"]
    assert attached["filename"] == "brownout-2026-10.csv"
    assert base64.b64decode(attached["base64"]) == file.read_bytes()
    assert told["type"] == "info"


def test_a_service_that_takes_no_files_is_sent_the_summary_and_the_link(
    notice: Any, send: Any, receive: Any, tmp_path: Path
) -> None:
    file = tmp_path / "r.csv"
    file.write_text("a,b\n")
    receiver = receive()
    address = receiver.url.replace("http://", "gotify://") + "/t0ken-of-somebody"
    receiver.answers = [200]

    send(
        Target(name="team", channel="apprise", address=SecretStr(address)),
        notice(kind=Kind.REPORT, report=_report(file), sentence="Ay: uptime 100 %"),
    )

    (told,) = receiver.bodies()
    assert told["message"] == "Ay: uptime 100 %\nhttp://here/provider?provider=borealis"


def test_a_report_that_is_not_there_is_not_sent(
    notice: Any, send: Any, receive: Any, tmp_path: Path
) -> None:
    receiver = receive()

    with pytest.raises(Undelivered, match=r"brownout-2026-10\.csv cannot be read: No such file"):
        send(chat(receiver.url), notice(kind=Kind.REPORT, report=_report(tmp_path / "gone.csv")))

    assert not receiver.got
