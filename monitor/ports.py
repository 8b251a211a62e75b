"""Ports of this machine, for processes that are started a moment later."""

import contextlib
import socket
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def reserved_port() -> Iterator[int]:
    """Yield a port of 127.0.0.1 on which a process that is told of it can listen.

    On Linux nobody else is given it before the end of the block: it stays bound here, which a
    socket that reuses addresses may listen beside. Elsewhere that would keep out that one too.
    """
    with socket.socket() as holder:
        if sys.platform == "linux":
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        port: int = holder.getsockname()[1]
        if sys.platform != "linux":
            holder.close()
        yield port
