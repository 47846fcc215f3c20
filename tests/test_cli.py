"""The command line as a shell sees it: options, exit codes, what is said where."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import pytest

from broadsheet import __version__

Paper = Callable[..., Path]
Press = Callable[..., subprocess.CompletedProcess[str]]
SUMMARY = r"1 editions, 2 stories: \d+ files written, \d+ kept, \d+ removed in site/\n"


# the same program behind every door


def test_the_version_is_told_and_nothing_else(press: Press) -> None:
    done = press("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"broadsheet {__version__}\n", "")


def test_the_package_and_its_metadata_agree_on_the_version(repository: Path) -> None:
    metadata = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    assert metadata["project"]["version"] == __version__
    module, _, function = metadata["project"]["scripts"]["broadsheet"].partition(":")
    assert callable(getattr(import_module(module), function))


def test_python_m_broadsheet_takes_the_folder_it_was_called_in(
    paper: Paper, repository: Path
) -> None:
    root = paper("base")
    done = subprocess.run(
        [sys.executable, "-m", "broadsheet"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert re.fullmatch(SUMMARY, done.stderr)
    assert (root / "site" / "index.html").is_file()


def test_build_py_takes_the_folder_it_lies_in(
    paper: Paper, repository: Path, tmp_path: Path
) -> None:
    root = paper("base")
    shutil.copy(repository / "build.py", root / "build.py")
    done = subprocess.run(
        [sys.executable, str(root / "build.py")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (root / "site" / "index.html").is_file()


def test_without_a_verb_it_builds(paper: Paper, press: Press) -> None:
    one, two = press("--root", paper("base")), press("--root", paper("base", "two"), "build")
    assert (one.returncode, one.stderr) == (two.returncode, two.stderr)


@pytest.mark.parametrize("verb", ["", "build", "ingest", "serve", "check", "publish"])
def test_every_verb_of_the_contract_explains_itself(verb: str, press: Press) -> None:
    done = press(*verb.split(), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    for option in ("--root", "--output", "--jobs", "--quiet", "--verbose", "--json"):
        assert option in done.stdout


# options


@pytest.mark.parametrize("where", ["before", "after", "both"])
def test_options_stand_before_and_after_the_verb(where: str, paper: Paper, press: Press) -> None:
    root = paper("base")
    options = ["--root", root, "--output", root / "public", "--jobs", "1", "--quiet"]
    arguments: Sequence[object] = {
        "before": [*options, "build"],
        "after": ["build", *options],
        "both": [*options[:4], "build", *options[4:]],
    }[where]
    done = press(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (root / "public" / "index.html").is_file()
    assert not (root / "site").exists()


def test_an_output_folder_is_meant_from_where_one_stands(paper: Paper, press: Press) -> None:
    root = paper("base")
    done = press("--root", "paper", "--output", "public", folder=root.parent)
    assert done.returncode == 0, done.stderr
    assert (root.parent / "public" / "index.html").is_file()


def test_verbose_names_every_step_and_file(paper: Paper, press: Press) -> None:
    root = paper("base")
    said = press("--root", root, "-v").stderr
    assert "\n  wrote 2024/03/01/01-01/index.html\n" in said
    assert re.search(r"^ +\d+\.\d\d s  read$", said, re.MULTILINE)
    (root / "content" / "editions" / "2024-03-01" / "01-02-ferry.md").unlink()
    assert "\n  removed 2024/03/01/01-02/index.html\n" in press("--root", root, "-v").stderr


def test_quiet_says_problems_only(paper: Paper, press: Press) -> None:
    root = paper("base")
    assert press("--root", root, "-q").stderr == ""
    (root / "content" / "newspaper.yaml").write_text("titel: x\n")
    assert press("--root", root, "-q").stderr.count(": unknown-key ") == 1


def test_json_is_one_object_on_standard_output(paper: Paper, press: Press) -> None:
    root = paper("weekly")
    done = press("--root", root, "--json")
    report = json.loads(done.stdout)
    assert (report["command"], report["ok"]) == ("build", True)
    assert (report["editions"], report["stories"]) == (4, 7)
    assert report["held"] == ["2999-01-01"]
    assert "2024/03/01/01-01/index.html" in report["written"]
    assert set(report["seconds"]) >= {"read", "plan", "print", "write", "remove", "settle"}
    assert report["ingest"]["failed"] is False
    assert "4 editions, 7 stories" in done.stderr


def test_a_pipe_that_takes_few_characters_breaks_nothing(paper: Paper, press: Press) -> None:
    root = paper("weekly")
    old = press("--root", root, "stats", "--json", PYTHONIOENCODING="ascii")
    new = press("--root", root, "stats", "--json", PYTHONIOENCODING="utf-8")
    assert json.loads(old.stdout) == json.loads(new.stdout)
    assert not new.stdout.isascii()
    table = press("--root", root, "stats", PYTHONIOENCODING="ascii")
    assert (table.returncode, table.stdout.isascii()) == (0, True)
    assert "Traceback" not in table.stderr


def test_json_tells_problems_too(paper: Paper, press: Press) -> None:
    root = paper("base")
    (root / "content" / "editions" / "2024-03-01" / "01-02-ferry.md").write_text("none\n")
    for verb in ("build", "check"):
        done = press("--root", root, verb, "--json")
        assert done.returncode == 1
        report = json.loads(done.stdout)
        assert (report["command"], report["ok"]) == (verb, False)
        (problem,) = report["problems"]
        assert problem == {
            "code": "front-matter-missing",
            "severity": "error",
            "path": "content/editions/2024-03-01/01-02-ferry.md",
            "line": 1,
            "message": "has no front matter",
            "hint": "Begin the file with a line ---, then title, page and order, then a line ---.",
        }
        assert "01-02-ferry.md:1: front-matter-missing has no front matter\n    " in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--colour"], "unrecognized arguments: --colour"),
        (["print"], "invalid choice: 'print'"),
        (["build", "extra"], "unrecognized arguments: extra"),
        (["--jobs", "0"], "'0' is no number of processes"),
        (["--jobs", "many"], "'many' is no number of processes"),
        (["--jobs", "²"], "argument --jobs: "),
        (["--root"], "argument --root: expected one argument"),
        (["serve", "--port", "65536"], "'65536' is no port from 0 to 65535"),
        (["serve", "--port", "-1"], "'-1' is no port from 0 to 65535"),
        (["ingest", "--date", "2023-02-30"], "'2023-02-30' is no date like 2023-01-31"),
        (["ingest", "--date", "31.1.2023"], "'31.1.2023' is no date like 2023-01-31"),
        (["check", "--force"], "unrecognized arguments: --force"),
    ],
)
def test_misuse_says_what_and_where_to_read_more(
    arguments: list[str], said: str, press: Press
) -> None:
    done = press(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    what, hint = done.stderr.splitlines()
    assert said in what
    assert re.fullmatch(r"    Run `build\.py( \w+)? --help`\.", hint)


def test_a_folder_without_a_newspaper_is_left_as_it_is(tmp_path: Path, press: Press) -> None:
    for verb in ("build", "ingest", "check"):
        done = press("--root", tmp_path, verb)
        assert done.returncode == 1
        assert "newspaper-missing there is no newspaper here" in done.stderr
        assert list(tmp_path.iterdir()) == []


# the check and the ingest, as far as the command line goes


def test_warnings_fail_a_strict_check_only(paper: Paper, press: Press) -> None:
    root = paper("weekly")
    relaxed = press("--root", root, "check", "--json")
    strict = press("--root", root, "check", "--strict", "--json")
    assert (relaxed.returncode, strict.returncode) == (0, 1)
    report = json.loads(relaxed.stdout)
    assert report["ok"] is True
    assert {problem["code"] for problem in report["problems"]} == {"review-flag"}


def test_an_empty_inbox_is_no_problem(paper: Paper, press: Press) -> None:
    root = paper("base")
    done = press("--root", root, "ingest", "--json")
    assert (done.returncode, done.stderr) == (0, "nothing new in the inbox\n")
    assert json.loads(done.stdout)["set"] == []


def test_what_cannot_be_set_fails_the_build_and_the_rest_is_printed(
    paper: Paper, press: Press
) -> None:
    root = paper("base")
    (root / "content" / "inbox").mkdir()
    raw = root / "content" / "inbox" / "2024-03-08.txt"
    raw.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(100))
    os.utime(raw, (0, 0))
    done = press("--root", root, "--json")
    assert done.returncode == 1
    assert "content/inbox/2024-03-08.txt: raw-binary" in done.stderr
    assert json.loads(done.stdout)["ok"] is False
    assert (root / "site" / "2024" / "03" / "01" / "index.html").is_file()


# how it ends


INTERRUPTED = """
import os, signal, sys
def at_the_first_rename(event, arguments):
    if event == "os.rename":
        os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(at_the_first_rename)
from broadsheet.cli import main
sys.exit(main())
"""


def test_an_interrupted_build_ends_with_130_and_one_word(paper: Paper, repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "--root", str(paper("base")), "--jobs", "1"],
        cwd=repository,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")


def test_a_reader_of_the_report_who_goes_away_is_no_traceback(
    paper: Paper, repository: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, str(repository / "build.py"), "--root", str(paper("base")), "--json"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writing)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def on_a_terminal(repository: Path, *arguments: object) -> tuple[int, str]:
    """Exit code, and all that a terminal was sent."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(repository / "build.py"), *map(str, arguments)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    sent = b""
    while True:
        try:
            data = os.read(ours, 4096)
        except OSError:  # Linux says so when the other side is closed
            break
        if not data:
            break
        sent += data
    os.close(ours)
    return process.wait(), sent.decode()


def test_progress_is_drawn_on_a_terminal_and_cleared_before_a_line(
    paper: Paper, repository: Path
) -> None:
    code, sent = on_a_terminal(repository, "--root", paper("weekly"), "--jobs", "1")
    assert code == 0
    assert re.search(r"\r\x1b\[Kprint \d+/\d+", sent)
    # what cannot be counted is named
    assert "\r\x1b[Kplan …" in sent
    *_, last = sent.rstrip().split("\r\x1b[K")
    assert re.fullmatch(r"4 editions, 7 stories: .* in site/|content/.*(\r\n4 editions.*)", last)


def test_a_quiet_command_draws_nothing_on_a_terminal(paper: Paper, repository: Path) -> None:
    assert on_a_terminal(repository, "--root", paper("weekly"), "--quiet") == (0, "")


def test_a_pipe_gets_no_progress(paper: Paper, press: Press) -> None:
    done = press("--root", paper("weekly"))
    assert "\r" not in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGINT"), reason="signals are POSIX")
def test_interrupted_workers_are_silent(paper: Paper, repository: Path) -> None:
    root = paper("base")
    editions = root / "content" / "editions"
    for day in range(10, 31):
        shutil.copytree(editions / "2024-03-01", editions / f"2024-03-{day}")
        edition = editions / f"2024-03-{day}" / "edition.md"
        edition.write_text(f"---\ndate: 2024-03-{day}\n---\n")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, str(repository / "build.py"), "--root", str(root), "--jobs", "2"],
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    sent = b""
    try:
        while b"print 1/" not in sent:
            sent += os.read(ours, 4096)
        os.killpg(process.pid, signal.SIGINT)
        while data := os.read(ours, 4096):
            sent += data
    except OSError:  # Linux says so when the other side is closed
        pass
    os.close(ours)
    assert process.wait() == 130
    assert sent.decode().rstrip().endswith("interrupted")
    assert b"Traceback" not in sent
