"""Write a report on a period: uptime, error budget, incidents, latency, quality and cost."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from types import ModuleType

    from publish.formats import Format
    from publish.report import Question, Report
    from storage.database import Database

NEEDS = ("database", "json")

_SLO = 0.999


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `brownout report`."""
    parser.add_argument(
        "--from", dest="begins", default="30d", metavar="TIME",
        help="where the period begins: `2026-11-01`, a time, or how long ago (default: 30d)",
    )  # fmt: skip
    parser.add_argument("--to", dest="ends", metavar="TIME", help="where it ends (default: now)")
    parser.add_argument(
        "--tz",
        default="UTC",
        metavar="ZONE",
        help="whose days: UTC, Europe/Berlin (%(default)s)",
    )
    parser.add_argument(
        "--slo", type=_share, metavar="PERCENT",
        help="the objective for uptime (default: 99.9); with it, missing it is exit code 1",
    )  # fmt: skip
    parser.add_argument(
        "--format", metavar="F",
        help="csv, html, json, markdown (default), parquet or pdf; the file's name tells too",
    )  # fmt: skip
    parser.add_argument(
        "--provider",
        action="append",
        default=[],
        metavar="ID",
        help="only this; may be repeated",
    )
    parser.add_argument(
        "--official", action="store_true",
        help="what their own status pages tell (see `brownout import-official`)",
    )  # fmt: skip
    parser.add_argument(
        "--unless-blank", action="store_true", help="write nothing where nothing was seen"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it")


def _share(text: str) -> float:
    from publish.report import WrongQuestion, objective_of

    try:
        return objective_of(text)
    except WrongQuestion as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def main(args: argparse.Namespace) -> int:
    """Write it to a file or on stdout; with `--json` beside a file, tell on stdout what it says.

    Returns 0, or 1 where nothing was seen or an objective that was named is missed.
    """
    import publish.formats
    from monitor import sources
    from monitor.mistake import Mistake
    from probes import plugins
    from publish.formats import Unavailable
    from publish.report import WrongQuestion

    try:
        plugin = plugins.load(publish.formats, _format(args))
    except plugins.UnknownPlugin as unknown:
        raise Mistake(f"--format: {unknown}") from None
    database = sources.database(args)
    try:
        report = _gather(database, _question(args))
        if args.unless_blank and not any(each.outcomes for each in report.accounts):
            return 1
        content = cast("Format", plugin).render(report)
    except (WrongQuestion, Unavailable) as error:
        raise Mistake(str(error)) from None
    finally:
        database.close()
    _write(args, plugin, content)
    if args.output is not None:
        _tell(args, report, plugin)
    return 1 if _is_bad_news(report, args) else 0


def _format(args: argparse.Namespace) -> str:
    if args.format or args.output is None:
        return str(args.format or ("json" if args.json else "markdown"))
    import publish.formats
    from monitor.mistake import Mistake
    from probes import plugins

    for word in plugins.names(publish.formats):
        if args.output.suffix == plugins.load(publish.formats, word).SUFFIX:
            return word
    raise Mistake(f"{args.output}: its name tells no format; say --format, or end it in `.html`")


def _question(args: argparse.Namespace) -> "Question":
    from monitor.mistake import Mistake
    from monitor.periods import moment_ms
    from monitor.pipeline import now_ms
    from publish.calendar_parts import zone
    from publish.report import Question

    try:
        where = zone(args.tz)
    except ValueError as error:
        raise Mistake(f"--tz: {error}") from None
    try:
        begins_ms = moment_ms(args.begins, where)
        ends_ms = now_ms() if args.ends is None else moment_ms(args.ends, where)
    except argparse.ArgumentTypeError as error:
        raise Mistake(str(error)) from None
    return Question(
        from_ms=begins_ms,
        to_ms=ends_ms,
        timezone=args.tz,
        slo=args.slo or _SLO,
        providers=tuple(args.provider),
        is_official=args.official,
    )


def _gather(database: "Database", question: "Question") -> "Report":
    import gc

    from rich.console import Console
    from rich.progress import Progress

    from monitor.pipeline import now_ms
    from publish.report import gather_report

    # Of a month there are hundreds of thousands of records, which all live until the end: to look
    # for garbage among them again and again takes a third of the time.
    gc.disable()

    with (
        Progress(console=Console(stderr=True), transient=True) as bar,
        database.read() as connection,
    ):
        task = bar.add_task("reading", total=None)
        return gather_report(
            connection,
            question,
            now_ms(),
            lambda done, of: bar.update(task, completed=done, total=of),
        )


def _write(args: argparse.Namespace, plugin: "ModuleType", content: bytes) -> None:
    from monitor.mistake import Mistake

    if args.output is not None:
        try:
            args.output.write_bytes(content)
        except OSError as error:
            raise Mistake(f"{args.output} cannot be written: {error.strerror}") from None
        print(f"{args.output}: {len(content):,} bytes", file=sys.stderr)
        return
    is_text = plugin.MEDIA_TYPE.startswith("text/") or plugin.MEDIA_TYPE == "application/json"
    if not is_text and sys.stdout.isatty():
        raise Mistake(f"that is no text: name a file with --output report{plugin.SUFFIX}")
    sys.stdout.buffer.write(content)
    sys.stdout.flush()


def _tell(args: argparse.Namespace, report: "Report", plugin: "ModuleType") -> None:
    """Print what a file says in short: for people, or for the message that carries it."""
    import json

    from publish import report_tables
    from publish.report_summary import summary

    if not args.json:
        print(summary(report), file=sys.stderr)
        return
    told = {
        "file": str(args.output),
        "media_type": plugin.MEDIA_TYPE,
        "from_ms": report.from_ms,
        "to_ms": report.to_ms,
        "heading": report_tables.heading(report),
        "summary": summary(report),
    }
    print(json.dumps(told))


def _is_bad_news(report: "Report", args: argparse.Namespace) -> bool:
    from publish.report_tables import Standing, standing_of

    if report.source == "official":
        return not any(account.incidents for account in report.accounts)
    standings = {standing_of(account, report) for account in report.accounts}
    is_missed = bool(standings & {Standing.MISSED, Standing.FAR})
    return standings <= {Standing.UNSEEN} or (args.slo is not None and is_missed)
