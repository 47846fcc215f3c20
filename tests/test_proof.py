"""A proof shows at once what the next build prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from broadsheet.model import EditionKey
from broadsheet.press import print_newspaper
from broadsheet.problems import NewspaperError
from broadsheet.proof import Proofs, edited
from broadsheet.watching import as_watched

Paper = Callable[..., Path]
KEY = EditionKey(dt.date(2024, 3, 8))


@pytest.fixture
def root(paper: Paper) -> Path:
    return paper("weekly")


def preview(root: Path, now: dt.datetime) -> tuple[Proofs, tuple[str, ...]]:
    built = print_newspaper(root, root / "preview", now=now, preview=True)
    return Proofs(root, root / "preview", built), built.report.written


def story(root: Path, key: EditionKey) -> Path:
    return next(iter(sorted((root / f"content/editions/{key}").glob("01-*.md"))))


@pytest.mark.parametrize("last", [False, True])
def test_the_next_build_finds_the_pages_of_a_proof_as_it_would_print_them(
    root: Path, now: dt.datetime, last: bool
) -> None:
    proofs, _ = preview(root, now)
    folders = sorted(path.name for path in (root / "content/editions").iterdir())
    key = EditionKey.parse(folders[-1]) if last else KEY
    assert key is not None
    assert proofs.knows(key)
    path = story(root, key)
    text = path.read_text("utf-8")
    path.write_text(text.replace("title: ", "title: 校改", 1) + "\n又补一段。\n", "utf-8")
    pulled = proofs.pull(key)
    assert any("校改" in (root / "preview" / page).read_text("utf-8") for page in pulled)
    assert ("index.html" in pulled) == last
    _, written = preview(root, now)
    assert not set(pulled) & set(written)
    below = f"{key.date:%Y/%m/%d}/"
    assert [page for page in written if page.startswith(below) and page.endswith(".html")] == []


def test_a_proof_of_an_edition_with_problems_changes_nothing(root: Path, now: dt.datetime) -> None:
    proofs, _ = preview(root, now)
    path = story(root, KEY)
    path.write_text(path.read_text("utf-8").replace("page: 1", "page: eins"), "utf-8")
    before = {p: p.read_bytes() for p in (root / "preview").rglob("*.html")}
    with pytest.raises(NewspaperError, match="wrong-type"):
        proofs.pull(KEY)
    assert {p: p.read_bytes() for p in (root / "preview").rglob("*.html")} == before


def test_the_first_proof_compiles_and_loads_no_template_any_more(
    root: Path, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    proofs, _ = preview(root, now)
    proofs.warm()

    def load(*_: object) -> None:
        raise AssertionError("a template is loaded while an editor waits")

    monkeypatch.setattr("jinja2.FileSystemLoader.load", load)
    path = story(root, KEY)
    path.write_text(path.read_text("utf-8") + "\n又补一段。\n", "utf-8")
    assert proofs.pull(KEY)


def test_only_edits_of_stories_are_for_proofs(root: Path) -> None:
    editions = root / "content/editions"
    stories = [str(editions / "2024-03-08/01-01.md"), str(editions / "2024-03-01/edition.md")]
    assert edited(root, stories) == {KEY, EditionKey(dt.date(2024, 3, 1))}
    for other in (
        root / "templates/base.html",
        editions / "2024-03-08/images/a.png",
        editions / "2024-03-08/raw/2024-03-08.md",
        editions / "2024-03-08",
        editions / "notes/01-01.md",
        root / "content/newspaper.yaml",
    ):
        assert edited(root, [*stories, str(other)]) is None


def test_paths_of_windows_are_read_too() -> None:
    root = PureWindowsPath("C:/paper")
    story = "C:\\paper\\content\\editions\\2024-03-08\\01-01.md"
    assert edited(root, [story]) == {KEY}
    assert edited(root, [story, "C:\\paper\\content\\newspaper.yaml"]) is None


@pytest.mark.parametrize("kind", [PurePosixPath, PureWindowsPath])
def test_a_changed_path_is_named_as_its_folder_was_watched(kind: type[PurePath]) -> None:
    real = {kind("/private/paper/content"): kind("/paper/content")}
    for told in ("/private/paper/content/editions/a.md", "/paper/content/editions/a.md"):
        assert as_watched(kind(told), real) == kind("/paper/content/editions/a.md")
    assert as_watched(kind("/private/paper/content"), real) == kind("/paper/content")
    assert as_watched(kind("/private/paper/contents/a"), real) == kind("/private/paper/contents/a")


def test_an_edition_that_no_build_knows_is_left_to_the_build(root: Path, now: dt.datetime) -> None:
    proofs, _ = preview(root, now)
    assert not proofs.knows(EditionKey(dt.date(2024, 3, 9)))
    assert not proofs.knows(EditionKey(dt.date(2031, 1, 1)))
