"""What may be wrong around an installation: names, certificates, proxies, the clock."""

import asyncio
import os
import ssl
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from monitor.config import Config
from monitor.diagnosis import Finding, bad, note, well
from probes.exchange import Exchange, ExchangeFailed, Request
from probes.references import References
from probes.runner import check_of
from probes.spec import Deadlines
from probes.transport import Transport

_DEADLINES = Deadlines(connect=5, first_byte=5, first_content=5, silence=5, total=8)
_ASKED = 4
# The Date of a response is told in whole seconds, and may be some seconds old.
_SKEW_S = 5.0
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def certificates(environ: Mapping[str, str]) -> Finding:
    """Return whether the authorities that are to be trusted can be read."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        if not (told := environ.get(name)):
            continue
        path = Path(told)
        if not (path.is_file() if name.endswith("FILE") else path.is_dir()):
            mend = f"correct {name}, or unset it to trust the usual authorities"
            return bad("certificates", f"{name} names {told}, which is not there", mend)
    if told := environ.get("SSL_CERT_FILE"):
        try:
            count = ssl.create_default_context(cafile=told).cert_store_stats()["x509_ca"]
        except (ssl.SSLError, OSError):
            count = 0
        if not count:
            mend = "name a PEM file with the certificates of authorities"
            return bad("certificates", f"SSL_CERT_FILE names {told}, which holds none", mend)
        return well("certificates", f"{count} authorities of {told} are trusted")
    return well("certificates", "the usual authorities are trusted")


def network(config: Config, environ: Mapping[str, str] = os.environ) -> list[Finding]:
    """Return what asking some of the providers, without a key, tells of our own network."""
    return asyncio.run(_network(config, environ))


async def _network(config: Config, environ: Mapping[str, str]) -> list[Finding]:
    try:
        transport = Transport()
        urls = _urls(config)
        answers = await asyncio.gather(*(_ask(transport, url) for url in urls))
    except (ssl.SSLError, OSError):  # the authorities cannot be read: told already
        return []
    finally:
        await transport.aclose()
    found: list[Finding] = []
    for url, answer in zip(urls, answers, strict=True):
        found += _seen(urlsplit(url).hostname or "", answer)
    sees = await References(config.reference).can_see()
    if not sees:
        seen = f"most of {', '.join(config.reference)} are out of reach"
        mend = "check cable and firewall, or name `reference:` targets that may be reached"
        found.append(bad("network", seen, mend))
    proxies = sorted({name for name in environ if name.lower() in _PROXIES and environ[name]})
    if proxies:
        is_blind = not sees or any(isinstance(each, ExchangeFailed) for each in answers)
        tell = bad if is_blind else note
        seen = f"{', '.join(proxies)} is set, and Brownout goes through no proxy"
        mend = "let this machine out directly: a proxy would be measured instead of the provider"
        found.append(tell("proxy", seen, mend))
    return [*_without_repetition(found), *_clock(answers)]


def _urls(config: Config) -> list[str]:
    """An address of each of the first few hosts that are asked over HTTP."""
    by_host: dict[str, str] = {}
    for probe in config.probes:
        check = check_of(probe)
        target = getattr(check, "target", None)
        url = target(probe.provider, probe.options) if target and not probe.waiting_for else None
        parts = urlsplit(url or "")
        if parts.scheme in ("http", "https") and parts.hostname:
            by_host.setdefault(parts.netloc, f"{parts.scheme}://{parts.netloc}/")
    return list(by_host.values())[:_ASKED]


async def _ask(transport: Transport, url: str) -> Exchange | ExchangeFailed:
    try:
        return await transport.exchange(Request(method="HEAD", url=url), deadlines=_DEADLINES)
    except ExchangeFailed as failed:
        return failed


def _seen(host: str, answer: Exchange | ExchangeFailed) -> Iterator[Finding]:
    if isinstance(answer, Exchange) or answer.phase not in _BEFORE_ANSWERS:
        yield well("network", f"{host} answers")
    elif answer.phase == "dns":
        mend = "check the name, and the name server of this machine (/etc/resolv.conf)"
        yield bad("names", str(answer), mend)
    elif answer.phase == "tls" and not answer.timed_out:
        mend = "set SSL_CERT_FILE where a company's own authority signs; else the host is at fault"
        yield bad("certificates", str(answer), mend)
    else:
        mend = "check the firewall; where others reach it, this machine is at fault"
        yield bad("network", f"{host}: {answer}", mend)


_BEFORE_ANSWERS = ("dns", "connect", "tls")


def _clock(answers: list[Exchange | ExchangeFailed]) -> Iterator[Finding]:
    skews = sorted(
        skew
        for each in answers
        if isinstance(each, Exchange) and (skew := _skew_s(each)) is not None
    )
    if not skews:
        return
    skew_s = skews[len(skews) // 2]
    if abs(skew_s) > _SKEW_S:
        way = "ahead" if skew_s > 0 else "behind"
        mend = "let the clock follow NTP: incidents are dated by it, and signed requests refused"
        yield bad("clock", f"this clock is {abs(skew_s):,.0f} s {way}", mend)
    else:
        yield well("clock", "this clock agrees with those of the providers")


def _skew_s(answer: Exchange) -> float | None:
    try:
        told = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError, TypeError):
        return None
    # An answer from a cache is as old as it says.
    age = answer.headers.get("age", "0")
    return time.time() - told.timestamp() - (float(age) if age.isdecimal() else 0)


def _without_repetition(found: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(found))
