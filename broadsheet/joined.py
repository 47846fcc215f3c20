"""The print pages of an issue in one PDF, joined from those of its pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from broadsheet.kept import kept
from broadsheet.text import canonical_json, digest

MOST_BYTES = 400_000_000
"""Of all pages together: joining takes some times as much memory."""


def join(cache: Path, pages: Sequence[bytes], title: str) -> bytes | None:
    """The pages in one file, from the cache or made.

    None where there are fewer than two, or one cannot be read: a file that is damaged or locked
    is offered as it came, and the issue as pages.
    """
    if len(pages) < 2 or sum(map(len, pages)) > MOST_BYTES:
        return None
    from pypdf import __version__ as pypdf

    whole = canonical_json([pypdf, title, [digest(page) for page in pages]])
    file = cache / f"{digest(whole.encode())}.pdf"
    # what cannot be joined is remembered too, as an empty file
    return kept(file, lambda: _joined(pages, title) or b"") or None


def _joined(pages: Sequence[bytes], title: str) -> bytes | None:
    import logging

    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    # it speaks of every slip of the programs that write PDFs
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    writer = PdfWriter()
    try:
        for page in pages:
            writer.append(PdfReader(io.BytesIO(page)), import_outline=False)
        writer.metadata = {"/Title": title}
        buffer = io.BytesIO()
        writer.write(buffer)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
            RecursionError, NotImplementedError):  # fmt: skip
        return None
    return buffer.getvalue()
