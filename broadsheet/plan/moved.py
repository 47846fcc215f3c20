"""The sheets at addresses whose pages moved or are gone, and what hosts read of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from broadsheet import urls
from broadsheet.addresses import FOLDER, Move
from broadsheet.contexts import MovedContext
from broadsheet.model import Output, Sheet
from broadsheet.plan.desk import Desk

HEADERS = """\
{base}*
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
{base}search/s/*
  Cache-Control: public, max-age=31536000, immutable
"""
"""The parts of the search index never change their content under one address."""


def moved_sheets(desk: Desk, moves: Sequence[Move], rules: bool) -> Iterator[Sheet | Output]:
    """A page for each move, which works on every host; with `rules` the two files as well."""
    for move in moves:
        yield _sheet(desk, move)
    if rules:
        base = quote(desk.newspaper.base_path)
        yield Output("_headers", HEADERS.format(base=base).encode(), "content/newspaper.yaml")
        lines = (
            f"{base}{quote(move.address)} {base}{quote(move.to)} 301\n"
            for move in moves
            if move.to is not None
        )
        yield Output("_redirects", "".join(lines).encode(), FOLDER)


def _sheet(desk: Desk, move: Move) -> Sheet:
    moved = move.to is not None
    title = desk.say("This page has moved" if moved else "This page is no longer here")
    head = desk.head(move.address, "moved", title=title)
    if move.to is not None:
        head = head._replace(canonical=desk.absolute(move.to))
    to = urls.href(urls.root(move.address), move.to) if move.to is not None else None
    context = MovedContext(desk.site(move.address), head, to, move.gone)
    return Sheet(move.address, "moved.html", context, FOLDER)
