"""A webhook is signed as Standard Webhooks has it, and may speak as Alertmanager does."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from publish.alerts.notice import Happened, Kind, Notice, ReportFile
from publish.alerts.posting import Undelivered
from publish.alerts.target import Target
from publish.channels.webhook import signature


def hook(url: str, **said: Any) -> Target:
    return Target(name="hook", channel="webhook", address=SecretStr(url), timeout_s=2.0, **said)


def test_the_signature_is_that_of_the_specification() -> None:
    # The example of standardwebhooks.com's reference libraries.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'

    signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("secret", ["hush", "whsec_not base64"])
def test_a_receiver_can_verify_what_it_gets(
    notice: Any, send: Any, receive: Any, secret: str
) -> None:
    receiver = receive()
    send(hook(f"{receiver.url}/in?a=b", secret=SecretStr(secret)), notice())

    (got,) = receiver.got
    assert got.path == "/in?a=b"
    told = got.headers
    at_s = int(told["webhook-timestamp"])
    assert told["webhook-signature"] == signature(secret, told["webhook-id"], at_s, got.body)
    assert told["webhook-id"] == told["idempotency-key"] == "0123456789abcdef"
    assert Notice.model_validate_json(got.body) == notice()


def test_headers_of_ones_own_go_along(notice: Any, send: Any, receive: Any) -> None:
    receiver = receive()
    send(hook(receiver.url, headers={"X-Team": SecretStr("red")}), notice())

    assert receiver.got[0].headers["x-team"] == "red"
    assert "webhook-signature" not in receiver.got[0].headers


def test_it_speaks_as_alertmanager_where_asked_to(notice: Any, send: Any, receive: Any) -> None:
    receiver = receive()
    target = hook(receiver.url, style="alertmanager")
    send(target, notice())
    send(target, notice(happened=Happened.CLOSED, ended_at_ms=1_790_000_060_000))

    opened, closed = receiver.bodies()
    # prometheus.io/docs/alerting/latest/configuration/#webhook_config
    assert opened.keys() == {
        "version", "groupKey", "truncatedAlerts", "status", "receiver", "groupLabels",
        "commonLabels", "commonAnnotations", "externalURL", "alerts",
    }  # fmt: skip
    assert (opened["version"], opened["status"], closed["status"]) == ("4", "firing", "resolved")
    assert opened["alerts"][0]["labels"] == closed["alerts"][0]["labels"]
    assert closed["alerts"][0]["endsAt"] == "2026-09-21T14:14:20+00:00"


@pytest.mark.parametrize(
    ("answer", "told", "is_final"),
    [
        (302, "redirects are not followed", False),
        (401, "it answers 401", False),
        (404, "it answers 404", False),
        (422, "it answers 422", True),
        (503, "it answers 503", False),
    ],
)
def test_what_is_not_taken_is_told(
    notice: Any, send: Any, receive: Any, answer: int, told: str, is_final: bool
) -> None:
    receiver = receive()
    receiver.answers = [answer]

    with pytest.raises(Undelivered, match=told) as raised:
        send(hook(receiver.url), notice())

    assert raised.value.is_final is is_final


def test_hostile_text_is_text(notice: Any, send: Any, receive: Any) -> None:
    receiver = receive()
    text = '</script><b>"}]\n{{7*7}} @everyone \u202e'
    send(hook(receiver.url), notice(sentence=text))

    assert json.loads(receiver.got[0].body)["sentence"] == text


def test_a_report_too_large_to_be_carried_is_told_of_without_its_file(
    notice: Any, send: Any, receive: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "brownout-2026-10.html"
    file.write_bytes(b"x" * 11)
    monkeypatch.setattr("publish.alerts.reports.LARGEST_BYTES", 10)
    report = ReportFile(
        name=file.name, media_type="text/html", from_ms=0, to_ms=1, timezone="UTC",
        objective=99.9, path=str(file),
    )  # fmt: skip
    receiver = receive()

    send(hook(receiver.url), notice(kind=Kind.REPORT, report=report))

    (told,) = receiver.bodies()
    assert (told["report"]["name"], told["report"]["content"]) == (file.name, None)
    assert "path" not in told["report"]
