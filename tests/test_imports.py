"""The house's directions: imports point one way, and each outside thing has one room."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


def modules(repository: Path) -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package, as `ingest/raw.py`, with its syntax."""
    package = repository / "broadsheet"
    for path in sorted(package.rglob("*.py")):
        yield path.relative_to(package).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def called(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_imports_point_one_way(repository: Path) -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(command), "--no-cache"], cwd=repository, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nobody_imports_the_door(repository: Path) -> None:
    files = [
        path
        for folder in ("broadsheet", "tests", "scripts", "bench")
        for path in (repository / folder).rglob("*.py")
    ]
    for path in files:
        assert "build" not in set(imported(ast.parse(path.read_text(encoding="utf-8")))), path


def test_the_door_has_no_logic(repository: Path) -> None:
    tree = ast.parse((repository / "build.py").read_text(encoding="utf-8"))
    assert set(imported(tree)) == {"sys", "pathlib", "broadsheet.cli"}
    assert not [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.For | ast.Try)
    ]


def test_the_command_line_alone_prints_and_exits(repository: Path) -> None:
    speaking = {
        (name, call)
        for name, tree in modules(repository)
        for call in called(tree)
        if call in ("print", "exit", "quit", "sys.exit", "os._exit", "input")
    }
    assert {name for name, _ in speaking} <= {"cli.py", "frontdesk.py", "options.py", "__main__.py"}


def test_the_clock_is_read_by_the_commands_alone(repository: Path) -> None:
    """Same content, same bytes: what is printed depends on a moment that is given."""
    clocks = ("dt.datetime.now", "dt.datetime.utcnow", "dt.date.today", "time.time")
    reading = {
        name for name, tree in modules(repository) for call in called(tree) if call in clocks
    }
    pure = {"archive.py", "epub.py", "press.py", "printing.py", "render.py", "summaries.py"}
    pure |= {"urls.py", "write.py"}
    assert not reading & pure
    assert not [name for name in reading if name.startswith(("plan/", "search/"))]


@pytest.mark.parametrize("folder", ["content", "templates", "site"])
def test_the_publication_is_no_package(folder: str, repository: Path) -> None:
    assert list((repository / folder).rglob("__init__.py")) == []
