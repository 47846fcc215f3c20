"""The wheel: it has the whole package and nothing else, and what it installs runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Paper = Callable[..., Path]
Tree = Callable[[Path], dict[str, bytes]]

NEEDED = ("pyproject.toml", "README.md", "LICENSE", "broadsheet", "templates")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """The wheel of this checkout, made beside it so that nothing is left in it."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in NEEDED:
        source, target = repository / name, folder / "source" / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-deps", "--no-index", "--no-build-isolation"]
    done = subprocess.run(
        [*pip, *offline, "--wheel-dir", str(folder), str(folder / "source")],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_has_every_file_of_the_package_the_first_templates_and_nothing_else(
    wheel: Path, repository: Path
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {
        f"{place}/{path.relative_to(repository / folder).as_posix()}"
        for folder, place in (("broadsheet", "broadsheet"), ("templates", "broadsheet/starter"))
        for path in (repository / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - names == set()
    others = {name for name in names - wanted if ".dist-info/" not in name}
    assert others == set()


def test_the_wheel_names_its_command_licence_and_python(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        told = [name for name in archive.namelist() if ".dist-info/" in name]
        read = {name.rpartition("/")[2]: archive.read(name).decode() for name in told}
    assert "broadsheet = broadsheet.cli:main" in read["entry_points.txt"]
    assert "License-Expression: MIT" in read["METADATA"]
    assert "Requires-Python: >=3.11" in read["METADATA"]
    assert "MIT License" in read["LICENSE"]


def test_what_the_wheel_installs_prints_the_same_site(
    wheel: Path, paper: Paper, press: Callable[..., object], tree: Tree, tmp_path: Path
) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    one, two = paper("weekly", "one"), paper("weekly", "two")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "broadsheet"],
        cwd=one,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    press("--root", two)
    assert tree(one / "site") == tree(two / "site")
