"""Starts targets, over HTTP and HTTPS, and ends them."""

import contextlib
import resource
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True, slots=True)
class Targets:
    """Base addresses by scheme, and the file of the authority that signed for the second."""

    urls: dict[str, str]
    authority: Path

    @property
    def context(self) -> ssl.SSLContext:
        """A new context that trusts the authority."""
        return ssl.create_default_context(cafile=str(self.authority))


@contextlib.contextmanager
def targets(folder: Path) -> Iterator[Targets]:
    """Run both until the block ends."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    authority, signed = folder / "authority.pem", folder / "target.pem"
    ours = trustme.CA()
    ours.cert_pem.write_to_path(authority)
    ours.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(signed)
    with _run() as http, _run(str(signed)) as https:
        urls = {"http": f"http://127.0.0.1:{http}", "https": f"https://127.0.0.1:{https}"}
        yield Targets(urls, authority)


@contextlib.contextmanager
def _run(*given: str) -> Iterator[int]:
    command = [sys.executable, "-m", "benchmarks.probing.target", *given]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()
