"""What every place that keeps files can do, and what we keep there for ourselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

OURS = ".broadsheet-sent"
"""Folder at the target for our record, our locks, and nothing that a page links to."""


class Store(Protocol):
    """A place that keeps files. Every failure is a NewspaperError."""

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        """Files below a folder to the same paths; when it returns they are there, whole."""

    def remove(self, paths: Sequence[str]) -> None:
        """Takes files away; those that are not there do no harm."""

    def fetch(self, paths: Collection[str], into: Path) -> None:
        """Brings files into a folder; those that are not there are left out."""

    def names(self, folder: str) -> tuple[str, ...]:
        """Names of the files in a folder of the store; none where there is no such folder."""
