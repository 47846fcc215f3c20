"""A folder of this machine as a target: a mounted drive, or one that is kept in step elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from broadsheet import durable
from broadsheet.problems import NewspaperError, problem
from broadsheet.publish.store import OURS

PARTS = f"{OURS}/parts"
"""Where files are written before they take their places; on the same file system."""


class FolderStore:
    """Files below one folder, each replaced by renaming."""

    def __init__(self, folder: Path, target: str) -> None:
        self._folder, self._target = folder, target
        if not folder.is_dir():
            raise self._failed(f"there is no folder {folder}")

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        """Copies, then renames."""
        part = self._folder / PARTS / "part"
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            for path in paths:
                shutil.copyfile(folder / path, part)
                part.replace(self._room(path))
            # the record says next that they are there
            durable.settle(self._folder, [self._folder / path for path in paths])
        except OSError as error:
            raise self._failed(error.strerror or str(error)) from error

    def remove(self, paths: Sequence[str]) -> None:
        """Removes files, and folders that are left empty."""
        for path in paths:
            target = self._folder / path
            if not self._inside(target.parent):
                continue
            try:
                with suppress(FileNotFoundError, NotADirectoryError):
                    target.unlink()
            except OSError as error:
                raise self._failed(error.strerror or str(error)) from error
            for parent in target.parents:
                if parent == self._folder:
                    break
                try:
                    parent.rmdir()
                except OSError:
                    break

    def fetch(self, paths: Collection[str], into: Path) -> None:
        """Copies back."""
        for path in paths:
            (into / path).parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(self._folder / path, into / path)
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                (into / path).unlink(missing_ok=True)
            except OSError as error:
                raise self._failed(error.strerror or str(error)) from error

    def names(self, folder: str) -> tuple[str, ...]:
        """Files only."""
        try:
            entries = sorted((self._folder / folder).iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return ()
        return tuple(entry.name for entry in entries if entry.is_file())

    def _room(self, path: str) -> Path:
        target = self._folder / path
        if not self._inside(target.parent):
            raise self._failed(f"a link leads out of the folder at {path}")
        for parent in reversed(target.relative_to(self._folder).parents):
            place = self._folder / parent
            if place.exists() and not place.is_dir():
                place.unlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir() and not target.is_symlink():
            raise self._failed(f"a folder stands where a file belongs: {path}")
        return target

    def _inside(self, parent: Path) -> bool:
        return parent.resolve().is_relative_to(self._folder.resolve())

    def _failed(self, reason: str) -> NewspaperError:
        return NewspaperError([problem("target-failed", target=self._target, reason=reason)])
