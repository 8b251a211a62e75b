"""Keeps a refresh token that each use replaces, and never uses one twice.

Servers that rotate refresh tokens take a second use of one for theft and revoke them all
(RFC 9700, 4.14.2). So a token is marked before it is used; when nobody can tell whether the
server took it, it stays marked, and somebody has to log in again.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class StoreProblem(Exception):
    """The store holds no token that may be used; the message says what to do."""


class TokenStore:
    """A JSON file `{"refresh_token": "..."}` that belongs to one probe alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextlib.contextmanager
    def using(self) -> Iterator[str]:
        """Give out the token, marked as used until `replace` or `release` is called.

        Raises:
            StoreProblem: where there is none, it is marked, or somebody else is using it.
        """
        lock = self._path.with_name(f"{self._path.name}.lock")
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            raise StoreProblem(
                f"{self._path} is in use by another process; if there is none, delete {lock.name}"
            ) from None
        except OSError as error:
            raise StoreProblem(f"{lock} cannot be written: {error.strerror}") from None
        try:
            held = self._read()
            if held.get("in_doubt"):
                raise StoreProblem(
                    "nobody knows whether the last use of the refresh token succeeded, and using "
                    f"it twice would revoke it: log in again and write the new one to {self._path}"
                )
            self._write({**held, "in_doubt": True})
            yield held["refresh_token"]
        finally:
            lock.unlink(missing_ok=True)

    def replace(self, token: str | None) -> None:
        """Keep the token that came in return, or the old one where none came."""
        held = self._read()
        self._write({**held, "refresh_token": token or held["refresh_token"], "in_doubt": False})

    def release(self) -> None:
        """Note that the token was not used after all."""
        self.replace(None)

    def _read(self) -> dict[str, Any]:
        try:
            held = json.loads(self._path.read_text(encoding="utf-8"))
        except OSError as error:
            raise StoreProblem(f"{self._path} cannot be read: {error.strerror}") from None
        except ValueError:
            held = None
        if not isinstance(held, dict) or not isinstance(held.get("refresh_token"), str):
            raise StoreProblem(f'{self._path} must hold `{{"refresh_token": "..."}}`')
        return held

    def _write(self, held: dict[str, Any]) -> None:
        # Whole or not at all: a crash amid it must not lose the only token there is.
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f"{self._path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(held, stream)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(self._path)
        except OSError as error:
            Path(name).unlink(missing_ok=True)
            raise StoreProblem(f"{self._path} cannot be written: {error.strerror}") from None
