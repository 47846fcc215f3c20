"""A static host on loopback that costs little: the browser is measured, not the server."""

from __future__ import annotations

import asyncio
import functools
import mimetypes
import threading
from pathlib import Path
from urllib.parse import unquote

SENT: list[int] = []
"""Bytes of every answer's body since it was last cleared."""


class _Host(asyncio.Protocol):
    """Answers GET; keeps connections open."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._transport: asyncio.Transport | None = None
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport if isinstance(transport, asyncio.Transport) else None

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, self._read = self._read.split(b"\r\n\r\n", 1)
            path = unquote(head.split(b" ", 2)[1].split(b"?")[0].decode())
            path += "index.html" * path.endswith("/")
            status, body = "200 OK", b""
            try:
                body = Path(self._folder + path).read_bytes()
            except OSError:
                status = "404 Not Found"
            SENT.append(len(body))
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            lines = (
                f"HTTP/1.1 {status}",
                f"Content-Type: {kind}",
                f"Content-Length: {len(body)}",
                "Cache-Control: max-age=600",
            )
            if self._transport is not None:
                self._transport.write("\r\n".join((*lines, "", "")).encode() + body)


def serve(folder: Path) -> str:
    """Serves a folder; gives its address."""
    ready, ports = threading.Event(), list[int]()

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(functools.partial(_Host, str(folder)), "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(run()), daemon=True).start()
    ready.wait()
    return f"http://127.0.0.1:{ports[0]}/"
