"""What a process logs, and how: lines for people, or JSON for programs that collect them.

Each JSON object is one line: `at` (ISO 8601, UTC), `level`, `logger`, `message`, and `error` with
the traceback where there is one.
"""

import json
import logging
import os
import sys
from datetime import UTC, datetime

from monitor.mistake import Mistake

FORMAT, LEVEL = "BROWNOUT_LOG_FORMAT", "BROWNOUT_LOG_LEVEL"
"""The variables that say `text` or `json`, and the least level: debug, info, warning, error."""

_FORMATS = ("text", "json")
_LEVELS = ("debug", "info", "warning", "error")
# These tell of every run, and httpx of the full URL, which may hold what is nobody's business.
_CHATTY = {
    "httpx": logging.ERROR,
    "httpcore": logging.ERROR,
    # Whatever it has to tell of a probe, the schedule tells.
    "apscheduler": logging.CRITICAL,
    # A database that is brought up to date is told of by whoever does it.
    "alembic": logging.WARNING,
}


def begin(*, is_quiet: bool) -> None:
    """Log to standard error from now on; quietly that is what goes wrong, unless a level is said.

    Raises:
        Mistake: where a variable says what there is not.
    """
    is_json = _chosen(FORMAT, _FORMATS, "text") == "json"
    level = _chosen(LEVEL, _LEVELS, "warning" if is_quiet else "info")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Json() if is_json else logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name, least in _CHATTY.items():
        logging.getLogger(name).setLevel(least)


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def _chosen(variable: str, words: tuple[str, ...], usual: str) -> str:
    told = os.environ.get(variable, "").strip().lower() or usual
    if told not in words:
        raise Mistake(f"{variable}={told} is none of {', '.join(words)}")
    return told
