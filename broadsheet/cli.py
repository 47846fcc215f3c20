"""The command line: verbs and flags. With its front desk the only module that prints and exits.

The library raises, the command line speaks. Exit codes: 0 good, 1 problems in the newspaper,
2 misuse, 130 interrupted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet.frontdesk import Desk
from broadsheet.options import parser
from broadsheet.problems import NewspaperError, Problem, Severity

if TYPE_CHECKING:
    from broadsheet.ingest.results import IngestReport

GOOD, PROBLEMS, INTERRUPTED = 0, 1, 130


def main(argv: Sequence[str] | None = None, *, default_root: Path | None = None) -> int:
    """Runs one command and returns its exit code.

    `default_root` is the folder of the newspaper unless --root names another; without either
    it is the folder the command was called in.
    """
    options = parser().parse_args(sys.argv[1:] if argv is None else argv)
    root = (options.root or default_root or Path.cwd()).absolute()
    options.root = root
    options.verb = options.verb or "build"
    options.output = (options.output or root / "site").absolute()
    desk = Desk(options)
    run: Callable[[argparse.Namespace, Desk], int] = VERBS[options.verb]
    try:
        return run(options, desk)
    except NewspaperError as error:
        desk.problems(error.problems)
        desk.report(_failure(options.verb, error.problems))
        return PROBLEMS
    except KeyboardInterrupt:
        desk.say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read our output has gone; nothing more can be said to them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS
    finally:
        # the process ends: to look for circles in all that it made takes a tenth of a build
        gc.freeze()


def _build(options: argparse.Namespace, desk: Desk) -> int:
    set_now = NOTHING_SET
    if _has_raw(options.root):
        from broadsheet.newspaper import load_newspaper

        set_now = _set_inbox(options, desk, load_newspaper(options.root).language)
    printed = _print_site(options, desk)
    desk.report({"command": "build", "ok": not set_now["failed"], "ingest": set_now, **printed})
    return PROBLEMS if set_now["failed"] else GOOD


NOTHING_SET: Mapping[str, object] = {"set": [], "waiting": [], "problems": [], "failed": False}
"""Report of an ingest that found nothing."""


def _has_raw(root: Path) -> bool:
    """Whether anything lies in the drop box: ingest takes longer to load than a build to run."""
    inbox = root / "content" / "inbox"
    return inbox.is_dir() and any(not path.name.startswith(".") for path in inbox.iterdir())


def _set_inbox(options: argparse.Namespace, desk: Desk, language: str) -> Mapping[str, object]:
    from broadsheet.ingest.inbox import ingest

    return _speak_of_ingest(
        ingest(
            options.root,
            language=language,
            jobs=options.jobs,
            scheduler=options.scheduler,
            progress=lambda done, total, name: desk.progress(name, done, total),
        ),
        desk,
    )


def _print_site(options: argparse.Namespace, desk: Desk) -> dict[str, object]:
    from broadsheet.press import build

    report = build(
        options.root,
        options.output,
        now=dt.datetime.now(dt.UTC),
        jobs=options.jobs,
        scheduler=options.scheduler,
        progress=desk.progress,
        waiting=desk.waiting,
    )
    for step, seconds in report.steps:
        desk.detail(f"{seconds:8.2f} s  {step}")
    for path in report.written:
        desk.detail(f"  wrote {path}")
    for path in report.removed:
        desk.detail(f"  removed {path}")
    for held in report.held:
        desk.say("content/editions/{key} waits for its day", key=held)
    desk.say(
        "{editions} editions, {stories} stories: {written} files written, {kept} kept, "
        "{removed} removed in {folder}/",
        editions=report.editions,
        stories=report.stories,
        written=len(report.written),
        kept=report.kept,
        removed=len(report.removed),
        folder=options.output.name,
    )
    return {
        "editions": report.editions,
        "stories": report.stories,
        "written": report.written,
        "kept": report.kept,
        "removed": report.removed,
        "held": report.held,
        "seconds": dict(report.steps),
    }


def _ingest(options: argparse.Namespace, desk: Desk) -> int:
    from broadsheet.ingest.inbox import ingest
    from broadsheet.newspaper import load_newspaper

    paper = load_newspaper(options.root)
    report = ingest(
        options.root,
        [path.absolute() for path in options.paths],
        date=options.date,
        dry_run=options.dry_run,
        force=options.force,
        language=paper.language,
        jobs=options.jobs,
        scheduler=options.scheduler,
        progress=lambda done, total, name: desk.progress(name, done, total),
    )
    spoken = _speak_of_ingest(report, desk, dry_run=options.dry_run)
    if not report.set and not report.problems:
        desk.say("nothing new in the inbox")
    desk.report({"command": "ingest", "dry_run": options.dry_run, **spoken})
    return PROBLEMS if spoken["failed"] else GOOD


def _serve(options: argparse.Namespace, desk: Desk) -> int:
    from broadsheet.serve import serve

    if options.host not in ("127.0.0.1", "localhost", "::1"):
        desk.say(
            "listening on {host}: others on your network can read the drafts", host=options.host
        )
    serve(
        options.root,
        options.host,
        options.port,
        say=desk.say,
        jobs=options.jobs,
        progress=desk.progress,
    )
    return GOOD


def _check(options: argparse.Namespace, desk: Desk) -> int:
    from broadsheet.check import check

    problems = check(options.root, options.output if options.links else None)
    desk.problems(problems)
    errors = [found for found in problems if found.severity is Severity.ERROR]
    warnings = [found for found in problems if found.severity is Severity.WARNING]
    infos = len(problems) - len(errors) - len(warnings)
    counts = {"errors": len(errors), "warnings": len(warnings), "infos": infos}
    if infos:
        desk.say("{errors} errors, {warnings} warnings, {infos} infos", **counts)
    else:
        desk.say("{errors} errors, {warnings} warnings", **counts)
    failed = bool(errors or (options.strict and warnings))
    desk.report({"command": "check", "ok": not failed, "problems": _as_json(problems)})
    return PROBLEMS if failed else GOOD


_SENT = {
    (False, False): "{target}: {files} files sent, {kept} unchanged, {removed} removed",
    (False, True): "{target}: {files} files sent, were all accepted, {kept} unchanged, "
    "{removed} removed",
    (True, False): "{target}: {files} files would be sent, {kept} unchanged, {removed} removed",
    (True, True): "{target}: {files} files would be sent, were all accepted, {kept} unchanged, "
    "{removed} removed",
}
"""How a publication is summed up, by whether it was a dry run and whether something waits."""


def _publish(options: argparse.Namespace, desk: Desk) -> int:
    from broadsheet.publish import publish

    report = publish(
        options.root,
        options.output,
        options.target,
        dry_run=options.dry_run,
        progress=desk.progress,
        waiting=desk.waiting,
    )
    # the plan is what --dry-run is for
    tell = desk.say if options.dry_run else desk.detail
    for path in report.sent:
        tell("  would send {path}" if options.dry_run else "  sent {path}", path=path)
    for path in report.removed:
        tell("  would remove {path}" if options.dry_run else "  removed {path}", path=path)
    desk.problems(report.refused)
    desk.say(
        _SENT[options.dry_run, bool(report.refused)],
        target=report.target,
        files=len(report.sent),
        kept=report.kept,
        removed=len(report.removed),
    )
    desk.report(
        {
            "command": "publish",
            "dry_run": options.dry_run,
            "target": report.target,
            "sent": report.sent,
            "removed": report.removed,
            "kept": report.kept,
            "problems": _as_json(report.refused),
        }
    )
    return PROBLEMS if report.refused else GOOD


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
            "{where}: waits {codes} “{title}”"
            if listing
            else "{where}: accepted {codes} “{title}”",
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


VERBS: Mapping[str, Callable[[argparse.Namespace, Desk], int]] = {
    "build": _build,
    "ingest": _ingest,
    "serve": _serve,
    "check": _check,
    "accept": _accept,
    "correct": _correct,
    "withdraw": _withdraw,
    "stats": _stats,
    "export": _export,
    "new": _new,
    "publish": _publish,
}


def _speak_of_ingest(
    done: IngestReport, desk: Desk, *, dry_run: bool = False
) -> Mapping[str, object]:
    from broadsheet.ingest import report
    from broadsheet.speech import sayer

    told = report.text(done, dry_run=dry_run, say=sayer(desk.language))
    if told:
        desk.say(told.rstrip("\n"))
    desk.problems(done.problems)
    return report.as_values(done)


def _failure(verb: str, problems: Sequence[Problem]) -> dict[str, object]:
    return {"command": verb, "ok": False, "problems": _as_json(problems)}


def _as_json(problems: Iterable[Problem]) -> list[dict[str, object]]:
    return [
        {
            "code": found.code,
            "severity": str(found.severity),
            "path": found.path,
            "line": found.line,
            "message": found.message,
            "hint": found.hint,
        }
        for found in problems
    ]
