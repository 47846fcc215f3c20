"""The cache: what is not whole is made again, and never believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.kept import kept_sealed, sealed


@pytest.mark.parametrize("cut", range(12))
@pytest.mark.parametrize("zeros", [False, True])
def test_a_file_that_was_cut_off_is_made_again(tmp_path: Path, cut: int, zeros: bool) -> None:
    """Some file systems leave zeros where bytes did not come."""
    file = tmp_path / "folder" / "file"
    assert kept_sealed(file, lambda: b"readings") == b"readings"
    whole = file.read_bytes()
    file.write_bytes(whole[:cut].ljust(len(whole) if zeros else cut, b"\0"))
    assert cut < len(whole)
    assert sealed(file) is None
    assert kept_sealed(file, lambda: b"readings") == b"readings"
    assert file.read_bytes() == whole


def test_a_file_that_is_whole_is_not_made_again(tmp_path: Path) -> None:
    kept_sealed(tmp_path / "file", lambda: b"")
    assert kept_sealed(tmp_path / "file", lambda: b"another") == b""
