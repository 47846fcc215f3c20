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
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from broadsheet.frontdesk import GOOD, Command, Desk
from broadsheet.options import parser
from broadsheet.problems import NewspaperError, Problem, Severity

if TYPE_CHECKING:
    from broadsheet.ingest.results import IngestReport

PROBLEMS, INTERRUPTED = 1, 130


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
    try:
        return _command(options.verb)(options, desk)
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


def _command(verb: str) -> Command:
    """What a verb does."""
    if verb in VERBS:
        return VERBS[verb]
    # loaded now: a build needs none of it
    from broadsheet import newsroom

    return newsroom.VERBS[verb]


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


VERBS: Mapping[str, Command] = {
    "build": _build,
    "ingest": _ingest,
    "serve": _serve,
    "check": _check,
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
