"""The decisions about names are read like every other file of the newspaper."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet import spellings
from broadsheet.problems import NewspaperError


def test_a_newspaper_without_decisions_has_none(tmp_path: Path) -> None:
    assert spellings.load_decisions(tmp_path) == spellings.Decisions()


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / spellings.PATH).mkdir(parents=True)
    with pytest.raises(NewspaperError, match=r"content/names\.yaml: unreadable"):
        spellings.load_decisions(tmp_path)
