"""Commands of the newsroom: what editors do to stories that are set, and what they take out.

Beside those of the press in cli.py, which make and send the site.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from broadsheet.frontdesk import GOOD, Command, Desk

_LISTED = "{where}: waits {codes} “{title}”"
_ACCEPTED = "{where}: accepted {codes} “{title}”"


def _accept(options: argparse.Namespace, desk: Desk) -> int:
    from broadsheet.amend import accept, accept_suspects
    from broadsheet.speech import words_of

    edition, places = options.edition, [story.rpartition("/")[2] for story in options.places]
    if edition is not None and "/" in edition:
        edition, _, place = edition.partition("/")
        places = [place, *places]
    listing = edition is None and not options.all
    found = accept(options.root, edition, places, dry_run=listing)
    for doubt in found:
        desk.say(
            _LISTED if listing else _ACCEPTED,
            where=f"{doubt.path}:{doubt.line}",
            codes=", ".join(doubt.codes),
            title=doubt.title,
        )
    suspects = accept_suspects(options.root, edition) if options.suspects and edition else ()
    for suspect in suspects:
        desk.say(
            "{where}: accepted {code} {message}",
            where=suspect.where,
            code=suspect.code,
            message=words_of(suspect, desk.language)[0],
        )
    if not found and not suspects:
        desk.say("nothing waits for a person's look")
    elif listing:
        desk.say(
            "{count} wait. What you have looked at: accept EDITION, or accept --all",
            count=len(found),
        )
    else:
        desk.say(
            "{count} accepted; the next publication sends them", count=len(found) + len(suspects)
        )
    stories = [{"id": one.name, "path": one.path, "codes": one.codes} for one in found]
    desk.report({"command": "accept", "ok": True, "accepted": not listing, "stories": stories})
    return GOOD


def _correct(options: argparse.Namespace, desk: Desk) -> int:
    from broadsheet.amend import correct

    return _amended("correct", options, desk, correct(*_amendment(options)))


def _withdraw(options: argparse.Namespace, desk: Desk) -> int:
    from broadsheet.amend import withdraw

    return _amended("withdraw", options, desk, withdraw(*_amendment(options)))


def _amendment(options: argparse.Namespace) -> tuple[Path, str, str, dt.date]:
    from broadsheet.newspaper import load_newspaper
    from broadsheet.read import today

    day = today(load_newspaper(options.root), dt.datetime.now(dt.UTC))
    return options.root, options.story, options.text, options.date or day


def _amended(verb: str, options: argparse.Namespace, desk: Desk, path: str) -> int:
    desk.say(f"{path}: {options.text}")
    desk.say("the next build brings it to every page, list and feed")
    desk.report({"command": verb, "ok": True, "story": options.story, "path": path})
    return GOOD


def _new(options: argparse.Namespace, desk: Desk) -> int:
    from broadsheet.start import Answers, start

    asked = Answers(
        title=options.title or desk.ask("Name of the paper 报名", options.folder.name),
        language=options.language or desk.ask("Language 语言: zh-Hans, zh-Hant, en", "zh-Hans"),
        base_url=options.base_url or desk.ask("Address 网址", "http://localhost/"),
        publisher=options.publisher or desk.ask("Publisher 主办", "") or None,
    )
    paths = start(options.folder.absolute(), asked)
    for path in paths:
        desk.detail(f"  {path}")
    desk.say(
        "{folder} is ready. Next, with the preview open, drop an issue into its inbox:",
        folder=options.folder,
    )
    for line in (f"cd {options.folder}", "python build.py serve"):
        desk.say(f"    {line}")
    desk.report({"command": "new", "ok": True, "folder": str(options.folder), "files": paths})
    return GOOD


def _export(options: argparse.Namespace, desk: Desk) -> int:
    if options.alto is not None:
        return _export_alto(options, desk)
    from broadsheet.exports import MAPPING, STORIES, export

    folder = (options.to or options.root / "export").absolute()
    stories = export(options.root, folder, dt.datetime.now(dt.UTC))
    desk.say(
        "{stories} stories in {file}, the mapping in {mapping}",
        stories=stories,
        file=f"{folder.name}/{STORIES}",
        mapping=f"{folder.name}/{MAPPING}",
    )
    desk.report({"command": "export", "ok": True, "stories": stories, "folder": str(folder)})
    return GOOD


def _export_alto(options: argparse.Namespace, desk: Desk) -> int:
    from broadsheet.alto.export import export

    folder = options.alto.absolute()
    packed = export(options.root, folder, dt.datetime.now(dt.UTC))
    desk.say(
        "{editions} editions, {pages} pages of ALTO in {folder}/",
        editions=packed.editions,
        pages=packed.pages,
        folder=folder.name,
    )
    desk.report(
        {
            "command": "export",
            "ok": True,
            "editions": packed.editions,
            "pages": packed.pages,
            "folder": str(folder),
        }
    )
    return GOOD


def _stats(options: argparse.Namespace, desk: Desk) -> int:
    from broadsheet.stats import as_csv, as_table, stats

    rows = stats(options.root, dt.datetime.now(dt.UTC), options.month)
    if options.csv:
        desk.print(as_csv(rows, credits=options.stories).rstrip("\r\n"))
    elif not desk.json:
        for line in as_table(rows, credits=options.stories):
            desk.print(line)
    authors = [
        {
            "name": row.author.name,
            "role": row.author.role,
            "org": row.author.org,
            "characters": row.characters,
            "page_one": row.page_one,
            "joint": row.joint,
            "stories": row.stories,
        }
        for row in rows
    ]
    desk.report({"command": "stats", "ok": True, "month": options.month, "authors": authors})
    return GOOD


VERBS: Mapping[str, Command] = {
    "accept": _accept,
    "correct": _correct,
    "withdraw": _withdraw,
    "stats": _stats,
    "export": _export,
    "new": _new,
}
