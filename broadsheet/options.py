"""Verbs, flags and the types of their values: what may be typed behind the command's name."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from pathlib import Path
from typing import NoReturn

import broadsheet
from broadsheet import __version__
from broadsheet.model import EditionKey

MISUSE = 2
"""Exit code of a command line that cannot be understood."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong on one line, with where to read more."""

    def error(self, message: str) -> NoReturn:
        self.exit(MISUSE, f"{self.prog}: {message}\n    Run `{self.prog} --help`.\n")


def parser() -> argparse.ArgumentParser:
    """The whole command line; the chosen verb is in `verb`, None for the default."""
    # SUPPRESS on the verbs: an option given before the verb is not set back by its default
    before = _options(None)
    after = _options(argparse.SUPPRESS)
    parser = _Parser(prog="build.py", description=broadsheet.__doc__, parents=[before])
    parser.add_argument("--version", action="version", version=f"broadsheet {__version__}")
    parser.set_defaults(links=False, strict=False)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", parser_class=_Parser)
    verbs.add_parser("build", parents=[after], help="set new raw issues, then build what changed")
    ingest = verbs.add_parser("ingest", parents=[after], help="raw issues to Markdown")
    ingest.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    ingest.add_argument("--date", type=_edition_key, metavar="YYYY-MM-DD")
    ingest.add_argument("--dry-run", action="store_true", help="report, and write nothing")
    ingest.add_argument("--force", action="store_true", help="set an existing edition anew")
    serve = verbs.add_parser("serve", parents=[after], help="preview with live reload")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=5500)
    check = verbs.add_parser("check", parents=[after], help="rules over content and site")
    check.add_argument("--links", action="store_true", help="follow every link of the built site")
    check.add_argument("--strict", action="store_true", help="warnings count as errors")
    accept = verbs.add_parser("accept", parents=[after], help="let what was looked at be published")
    accept.add_argument("edition", nargs="?", metavar="EDITION", help="like 2023-01-31")
    accept.add_argument("places", nargs="*", metavar="ID", help="stories of it, like 01-03")
    accept.add_argument("--all", action="store_true", help="all editions: a back file")
    accept.add_argument(
        "--suspects", action="store_true", help="let the suspect words of EDITION stand as well"
    )
    correct = verbs.add_parser("correct", parents=[after], help="add a correction to a story")
    correct.add_argument("story", metavar="ID", help="like 2023-01-31/01-03")
    correct.add_argument("text", metavar="TEXT")
    correct.add_argument("--date", type=dt.date.fromisoformat, metavar="YYYY-MM-DD")
    withdraw = verbs.add_parser("withdraw", parents=[after], help="withdraw a story everywhere")
    withdraw.add_argument("story", metavar="ID", help="like 2023-01-31/01-03")
    withdraw.add_argument("text", metavar="REASON")
    withdraw.add_argument("--date", type=dt.date.fromisoformat, metavar="YYYY-MM-DD")
    new = verbs.add_parser("new", parents=[after], help="begin a newspaper in a new folder")
    new.add_argument("folder", type=Path, metavar="FOLDER")
    for name in ("--title", "--language", "--base-url", "--publisher"):
        new.add_argument(name, help="asked for where it is not given")
    stats = verbs.add_parser("stats", parents=[after], help="who wrote how much")
    stats.add_argument("--month", type=_month, metavar="YYYY-MM")
    stats.add_argument("--stories", action="store_true", help="with the stories behind each figure")
    stats.add_argument("--csv", action="store_true", help="as CSV, to standard output")
    export = verbs.add_parser("export", parents=[after], help="the stories for a search server")
    export.add_argument("--search", choices=("ndjson",), default="ndjson", help="in bulk format")
    export.add_argument(
        "--alto", type=Path, metavar="DIR", help="ALTO and METS of every edition, for libraries"
    )
    export.add_argument("--to", type=Path, metavar="DIR", help="default: ROOT/export")
    publish = verbs.add_parser("publish", parents=[after], help="send the site to its host")
    publish.add_argument("target", nargs="?", metavar="TARGET")
    publish.add_argument("--dry-run", action="store_true", help="show the plan, send nothing")
    return parser


def _options(default: object) -> _Parser:
    options = _Parser(add_help=False)

    def add(*names: str, otherwise: object, **settings: object) -> None:
        chosen = otherwise if default is None else default
        options.add_argument(*names, default=chosen, **settings)  # type: ignore[arg-type]

    add("--root", otherwise=None, type=Path, metavar="DIR", help="the newspaper's folder")
    add("--output", otherwise=None, type=Path, metavar="DIR", help="default: ROOT/site")
    add("--jobs", otherwise=os.cpu_count() or 1, type=_jobs, metavar="N", help="processes")
    add("--scheduler", otherwise=None, metavar="ADDRESS", help="a Dask cluster's, tcp://host:8786")
    add("-q", "--quiet", otherwise=False, action="store_true", help="problems only")
    add("-v", "--verbose", otherwise=False, action="store_true", help="name every file")
    add("--json", otherwise=False, action="store_true", help="report as JSON")
    return options


def _edition_key(text: str) -> EditionKey:
    key = EditionKey.parse(text)
    if key is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2023-01-31 or 2023-01-31-2")
    return key


def _month(text: str) -> str:
    try:
        return f"{dt.date.fromisoformat(f'{text}-01'):%Y-%m}"
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no month like 2024-01") from None


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to 65535")
    return int(text)


def _jobs(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 512:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes")
    return int(text)
