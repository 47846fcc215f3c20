"""Writing the site: staged whole, put in place atomically, and only where bytes differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import write
from broadsheet.model import Output, Taken
from broadsheet.problems import NewspaperError
from broadsheet.staged import stage
from broadsheet.text import mark

Tree = Callable[[Path], dict[str, bytes]]


def put(site: Path, files: Mapping[str, bytes], known: Mapping[str, str] | None = None) -> int:
    """Stages and commits; how many files were waiting."""
    write.open_site(site)
    present = write.present(site)
    outputs = [Output(path, data, "source") for path, data in files.items()]
    with write.staging(site) as folder:
        staged, resting = stage(site, folder, "x", outputs, known or {})
        assert not resting
        write.commit(site, folder, staged, present)
        write.remove(site, folder, present.keys() - files.keys())
    return sum(item.waiting is not None for item in staged)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "site"


def test_files_stand_where_they_belong(site: Path, tree: Tree) -> None:
    files = {"index.html": b"1", "a/b/index.html": b"2", "a/图.svg": b"3", "empty": b""}
    assert put(site, files) == 4
    assert tree(site) == {name: files[name] for name in sorted(files)}


def test_a_file_with_the_same_bytes_is_not_touched(site: Path) -> None:
    put(site, {"a.html": b"1", "b.html": b"2"})
    before = (site / "a.html").stat()
    assert put(site, {"a.html": b"1", "b.html": b"3"}) == 1
    after = (site / "a.html").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_what_is_known_to_lie_there_is_still_looked_at(site: Path) -> None:
    put(site, {"a.html": b"1"})
    assert put(site, {"a.html": b"1"}, {"a.html": mark(b"1")}) == 0
    assert put(site, {"a.html": b"2"}, {"a.html": mark(b"1")}) == 1
    assert (site / "a.html").read_bytes() == b"2"


def nobody() -> bytes:
    raise AssertionError("the site has these bytes")


def take(site: Path, old: str, new: str, make: Callable[[], bytes], known: str) -> bool:
    """Puts the bytes `123` of a file under another path; whether they were written."""
    with write.staging(site) as folder:
        item = Taken(new, mark(b"123"), make, "source")
        staged, resting = stage(site, folder, "x", [item], {old: known})
        write.commit(site, folder, staged, write.present(site))
    assert {*resting, *(one.path for one in staged)} == {new}
    return bool(staged)


def test_a_file_that_stays_is_left_alone(site: Path) -> None:
    put(site, {"a.js": b"123"})
    assert not take(site, "a.js", "a.js", nobody, mark(b"123"))


def test_a_file_that_moves_is_not_made_again(site: Path, tree: Tree) -> None:
    put(site, {"s/a.js": b"123"})
    assert take(site, "s/a.js", "s/b.js", nobody, mark(b"123"))
    assert tree(site) == {"s/a.js": b"123", "s/b.js": b"123"}


def test_bytes_that_the_site_does_not_have_any_more_are_made(site: Path, tree: Tree) -> None:
    put(site, {"s/a.js": b"12"})
    assert take(site, "s/a.js", "s/b.js", lambda: b"123", mark(b"12"))
    assert take(site, "s/a.js", "s/c.js", lambda: b"123", mark(b"123"))
    assert tree(site) == {"s/a.js": b"12", "s/b.js": b"123", "s/c.js": b"123"}


def test_the_report_of_a_staged_file_is_that_of_the_file_in_its_place(site: Path) -> None:
    write.open_site(site)
    outputs = [Output("a/b.html", b"123", "source")]
    with write.staging(site) as folder:
        (staged,), _ = stage(site, folder, "x", outputs, {})
        write.commit(site, folder, [staged], {})
    stat = (site / "a/b.html").stat()
    assert (staged.size, staged.mtime) == (stat.st_size, stat.st_mtime_ns)
    assert write.present(site) == {"a/b.html": (stat.st_size, stat.st_mtime_ns)}


AREA = "2024/03/01/"
ISSUE = {
    "2024/03/01/index.html": b"1",
    "2024/03/01/01-01/index.html": b"2",
    "2024/03/01/01-01/a.png": b"3",
    "2024/03/01/edition.json": b"4",
}


def test_the_folder_of_a_new_issue_takes_its_place_as_a_whole(
    site: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = list[str]()
    rename = write.os.rename

    def watch(source: str, target: str) -> None:
        rename(source, target)
        renamed.append(str(Path(target).relative_to(site)))

    monkeypatch.setattr(write.os, "rename", watch)
    write.open_site(site)
    (site / "2024/03").mkdir(parents=True)
    with write.staging(site) as folder:
        outputs = [
            Output(path, data, "", path == next(iter(ISSUE))) for path, data in ISSUE.items()
        ]
        staged, _ = stage(site, folder, "x", outputs, {}, AREA)
        # another forme has a page in that folder: one that moved
        staged += stage(site, folder, "y", [Output("2024/03/01/02-01/index.html", b"5", "")], {})[0]
        placed = write.commit(site, folder, staged, write.present(site))
        assert placed == write.Placed(frozenset({AREA}), new=len(staged))
    moved = "2024/03/01/02-01/index.html"
    assert renamed == ["2024/03/01", "2024/03/01/index.html", moved]
    assert tree(site) == dict(sorted({**ISSUE, moved: b"5"}.items()))
    for item in staged:
        assert (site / item.path).stat().st_mtime_ns == item.mtime
    assert put(site, {**ISSUE, moved: b"5"}) == 0


@pytest.mark.parametrize("way", ["2024", "2024/03/01", "2024/03/01/mine.txt"])
def test_what_lies_where_a_new_issue_goes_gives_way(site: Path, tree: Tree, way: str) -> None:
    write.open_site(site)
    outputs = [Output(path, data, "") for path, data in ISSUE.items()]
    with write.staging(site) as folder:
        staged, _ = stage(site, folder, "x", outputs, {}, AREA)
        # it comes while the issue is printed
        (site / way).parent.mkdir(parents=True, exist_ok=True)
        (site / way).write_text("?")
        write.commit(site, folder, staged, {})
    assert tree(site) == dict(sorted(ISSUE.items()))


def test_a_new_issue_is_taken_back_where_there_is_no_room_for_all(
    site: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(site, {"a.html": b"1"})
    second = {path.replace("03/01", "03/02"): data for path, data in ISSUE.items()}
    rename = write.os.rename

    def refuse(source: str, target: str) -> None:
        if str(target).rstrip("/").endswith("03/02"):
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(write.os, "rename", refuse)
    first = [Output(path, data, "") for path, data in ISSUE.items()]
    other = [Output(path, data, "") for path, data in second.items()]
    with write.staging(site) as folder:
        staged, _ = stage(site, folder, "x", first, {}, AREA)
        staged += stage(site, folder, "y", other, {}, "2024/03/02/")[0]
        with pytest.raises(OSError, match="No space left"):
            write.commit(site, folder, staged, write.present(site))
    assert tree(site) == {"a.html": b"1"}
    assert not (site / "2024").exists()


def test_a_file_and_a_folder_of_one_name_in_a_new_issue_are_both_told(site: Path) -> None:
    write.open_site(site)
    files = ["2024/03/01/index.html", "2024/03/01/01-01", "2024/03/01/01-01/index.html"]
    for order in (files, files[:1] + files[:0:-1]):
        with write.staging(site) as folder:
            staged, _ = stage(
                site, folder, "x", [Output(path, b"1", "") for path in order], {}, AREA
            )
        assert [item.path for item in staged] == order


def test_what_is_no_longer_made_goes_with_its_empty_folders(site: Path, tree: Tree) -> None:
    put(site, {"a/b/c.html": b"1", "a/d.html": b"2", "e/f/g.html": b"3"})
    put(site, {"a/d.html": b"2"})
    assert tree(site) == {"a/d.html": b"2"}
    assert sorted(path.name for path in site.iterdir() if path.name[0] != ".") == ["a"]
    assert not (site / "a" / "b").exists()


def test_a_file_gives_way_to_a_folder_and_a_folder_to_a_file(site: Path, tree: Tree) -> None:
    put(site, {"a": b"1", "b/c": b"2"})
    put(site, {"a/c": b"3", "b": b"4"})
    assert tree(site) == {"a/c": b"3", "b": b"4"}


def test_a_link_to_a_file_is_replaced_and_its_target_left_alone(site: Path, tmp_path: Path) -> None:
    put(site, {"a.html": b"1"})
    target = tmp_path / "target"
    target.write_bytes(b"1")
    (site / "a.html").unlink()
    (site / "a.html").symlink_to(target)
    put(site, {"a.html": b"2"})
    assert not (site / "a.html").is_symlink()
    assert ((site / "a.html").read_bytes(), target.read_bytes()) == (b"2", b"1")


def test_a_link_to_another_folder_is_a_problem(site: Path, tmp_path: Path) -> None:
    put(site, {"a/b.html": b"1"})
    (site / "a").rename(tmp_path / "elsewhere")
    (site / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NewspaperError, match="site/a: symbolic-link"):
        write.present(site)


def test_dotfiles_at_the_root_are_nobodys_but_the_editors(site: Path) -> None:
    put(site, {"a.html": b"1"})
    (site / ".htaccess").write_text("mine")
    (site / ".well-known").mkdir()
    (site / ".well-known" / "x").write_text("mine")
    put(site, {"b.html": b"1"})
    assert (site / ".htaccess").read_text() == (site / ".well-known" / "x").read_text() == "mine"


def test_a_folder_with_other_peoples_files_is_refused(site: Path) -> None:
    site.mkdir(parents=True)
    (site / "thesis.doc").write_text("mine")
    with pytest.raises(NewspaperError, match="site: not-a-site"):
        write.open_site(site)
    assert [path.name for path in site.iterdir()] == ["thesis.doc"]


def test_a_folder_with_dotfiles_only_is_taken(site: Path) -> None:
    site.mkdir(parents=True)
    (site / ".gitignore").write_text("*\n")
    put(site, {"a.html": b"1"})
    write.open_site(site)


def test_staging_leaves_nothing_behind_and_clears_what_a_crash_left(site: Path) -> None:
    write.open_site(site)
    (site / write.STAGING).mkdir()
    (site / write.STAGING / "half").write_text("?")
    with write.staging(site) as folder:
        assert list(folder.iterdir()) == []
    assert not (site / write.STAGING).exists()
    with pytest.raises(ValueError, match="stop"), write.staging(site):
        raise ValueError("stop")
    assert not (site / write.STAGING).exists()


def test_a_site_that_cannot_be_made_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("?")
    with pytest.raises(NewspaperError, match="site: unwritable"):
        write.open_site(tmp_path / "file" / "site")


paths = st.lists(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join),
    max_size=5,
    unique=True,
).filter(lambda found: not any(f"{a}/" == b[: len(a) + 1] for a in found for b in found))
states = st.lists(
    paths.map(lambda found: {f"{path}": path.encode() * (len(found)) for path in found}),
    min_size=1,
    max_size=4,
)


@given(states)
def test_whatever_stood_there_before_the_site_is_what_was_asked_for(
    tmp_path_factory: pytest.TempPathFactory, tree: Tree, states: list[dict[str, bytes]]
) -> None:
    site = tmp_path_factory.mktemp("site") / "site"
    for files in states:
        put(site, files)
        assert tree(site) == {name: files[name] for name in sorted(files)}
