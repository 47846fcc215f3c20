"""Reading the publication: folders, places, pictures, and paths that lead out."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet import read
from broadsheet.model import Article, Edition, EditionKey, Page, Picture, Withdrawal
from broadsheet.newspaper import Newspaper
from broadsheet.problems import NewspaperError

PAPER = Newspaper(title="澄溪周报", page_names=((1, "要闻"), (2, "副刊")))
EDITION = "---\ndate: 2024-03-01\n---\n"


def story(page: int, order: int, more: str = "", body: str = "") -> str:
    return f"---\ntitle: 题{page}{order}\npage: {page}\norder: {order}\n{more}---\n\n{body}\n"


def lay(root: Path, files: dict[str, str], name: str = "2024-03-01") -> None:
    for path, text in files.items():
        file = root / "content" / "editions" / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def read_only(root: Path) -> read.Read:
    ((folder,), problems) = read.survey(root)
    assert problems == ()
    return read.read_edition(root, folder, PAPER)


def test_stories_stand_on_their_pages_in_order_with_the_usual_names(tmp_path: Path) -> None:
    edition = "---\ndate: 2024-03-01\npages: [{number: 3, label: A3, name: 特刊}]\n---\n"
    lay(
        tmp_path,
        {
            "edition.md": edition,
            "02-01-b.md": story(2, 1),
            "01-02-z.md": story(1, 2),
            "01-01.md": story(1, 1),
            "01-10-x.md": story(1, 10),
        },
    )
    found = read_only(tmp_path).edition
    assert found is not None
    assert [(p.sequence, p.label, p.name) for p in found.pages] == [
        (1, "1", "要闻"),
        (2, "2", "副刊"),
        (3, "A3", "特刊"),
    ]
    assert [a.place for a in found.articles] == ["01-01", "01-02", "01-10", "02-01"]


def test_editions_come_oldest_first_and_the_second_of_a_day_after_the_first(
    tmp_path: Path,
) -> None:
    for name in ("2024-03-08", "2024-03-01-2", "2024-03-01", "2024-03-01-10"):
        lay(tmp_path, {"edition.md": EDITION}, name)
    folders, _ = read.survey(tmp_path)
    assert [folder.name for folder in folders] == [
        "2024-03-01",
        "2024-03-01-2",
        "2024-03-01-10",
        "2024-03-08",
    ]


def test_files_of_editors_programs_and_the_raw_issue_are_passed_over(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "edition.md": EDITION,
            ".01-01-x.md.swp": "?",
            "01-01-x.md~": "?",
            "#01-01-x.md#": "?",
            "~$01-01-x.md": "?",
            "01-02.md.tmp": "?",
            "raw/2024-03-01.md": "?",
            "notes/01-01.md": "?",
        },
    )
    lay(tmp_path, {"edition.md": EDITION}, ".git")
    ((folder,), problems) = read.survey(tmp_path)
    assert problems == ()
    assert [name for name, _, _ in folder.files] == ["edition.md", "notes/01-01.md"]
    assert read.read_edition(tmp_path, folder, PAPER).problems == ()


def test_a_folder_with_nothing_but_its_raw_issue_is_no_edition_yet(tmp_path: Path) -> None:
    lay(tmp_path, {"raw/2024-03-01.txt": "?"})
    assert read.survey(tmp_path) == ((), ())


@pytest.mark.parametrize(
    "name", ["2024-3-1", "2024-02-30", "２０２４-03-01", "2024-03-01-1", "old"]
)
def test_a_folder_that_is_no_date_is_a_problem(tmp_path: Path, name: str) -> None:
    lay(tmp_path, {"edition.md": EDITION}, name)
    folders, (problem,) = read.survey(tmp_path)
    assert (folders, problem.code) == ((), "bad-edition-name")


def test_a_folder_changes_its_quick_test_with_any_file(tmp_path: Path) -> None:
    lay(tmp_path, {"edition.md": EDITION, "01-01.md": story(1, 1), "images/a.svg": "<svg/>"})
    seen = {read.survey(tmp_path)[0][0].stat}

    def is_new() -> bool:
        stat = read.survey(tmp_path)[0][0].stat
        new = stat not in seen
        seen.add(stat)
        return new

    base = tmp_path / "content" / "editions" / "2024-03-01"
    assert not is_new()
    os.utime(base / "images" / "a.svg", ns=(1, 1))
    assert is_new()
    (base / "images" / "a.svg").write_text("<svg />")
    assert is_new()
    (base / "images" / "a.svg").rename(base / "images" / "b.svg")
    assert is_new()
    (base / "01-01.md").unlink()
    assert is_new()
    (base / "raw").mkdir()
    assert not is_new()


def test_the_digest_is_of_contents_and_not_of_times(tmp_path: Path) -> None:
    lay(tmp_path, {"edition.md": EDITION, "01-01.md": story(1, 1)})
    before = read_only(tmp_path).digest
    os.utime(tmp_path / "content/editions/2024-03-01/01-01.md", ns=(1, 1))
    assert read_only(tmp_path).digest == before
    lay(tmp_path, {"01-01.md": story(1, 1, body="又")})
    assert read_only(tmp_path).digest != before


def test_the_files_of_an_edition_are_those_its_pages_name() -> None:
    def page(number: int, *articles: Article) -> Page:
        return Page(number, str(number), image=f"pages/{number}.svg", articles=articles)

    gone = Withdrawal(dt.date(2024, 3, 2), "误")
    edition = Edition(
        EditionKey(dt.date(2024, 3, 1)),
        (
            page(1, Article(1, 1, "一", images=(Picture("a.jpg"),), body="![](b%20c.jpg)\n")),
            page(2, Article(2, 1, "二", images=(Picture("gone.jpg"),), withdrawn=gone)),
        ),
        note="![](note.jpg)\n",
    )
    assert read.files_of(edition) == ("a.jpg", "b c.jpg", "note.jpg", "pages/1.svg", "pages/2.svg")


def test_one_file_has_one_path_however_it_is_written(tmp_path: Path) -> None:
    images = "images: [{src: ./images//a.svg}, {src: images/a.svg}]\n"
    lay(
        tmp_path,
        {
            "edition.md": EDITION,
            "01-01.md": story(1, 1, images, "![](./images/a.svg)"),
            "images/a.svg": "<svg/>",
        },
    )
    found = read_only(tmp_path).edition
    assert found is not None
    assert [picture.src for picture in found.articles[0].images] == ["images/a.svg"] * 2
    assert read.files_of(found) == ("images/a.svg",)


@pytest.mark.parametrize("src", ["../a.svg", "/a.svg", "raw/a.svg", "https://x.y/a.svg", "C:a.svg"])
def test_a_picture_outside_the_edition_is_a_problem_wherever_it_is_named(
    tmp_path: Path, src: str
) -> None:
    pages = f"pages: [{{number: 1, image: '{src}'}}]"
    lay(
        tmp_path,
        {
            "edition.md": f"---\ndate: 2024-03-01\n{pages}\n---\n\n![]({src})\n",
            "01-01.md": story(1, 1, f"images: [{{src: '{src}'}}]\n", f"![]({src})"),
            "raw/a.svg": "<svg/>",
        },
    )
    codes = [(problem.path[-8:], problem.code) for problem in read_only(tmp_path).problems]
    assert codes == [("01-01.md", "path-escapes")] * 2 + [("ition.md", "path-escapes")] * 2


@given(st.text(st.characters(codec="utf-8"), max_size=30) | st.from_regex(r"[./\\a:]{0,12}"))
@example("..")
@example("a/../../b")
@example("./")
@example("//host/a")
@example("a\\..\\..\\b")
@example("\x00")
def test_a_path_stays_inside_or_is_none(path: str) -> None:
    plain = read.inside(path)
    if plain is not None:
        joined = os.path.normpath(os.path.join("/paper/edition", plain))  # noqa: PTH118
        assert joined.startswith("/paper/edition/")
        assert read.inside(plain) == plain
        assert "//" not in plain
        assert "\\" not in plain


def test_links_are_named_wherever_they_lie(tmp_path: Path) -> None:
    lay(tmp_path, {"edition.md": EDITION, "images/a.svg": "<svg/>"})
    base = tmp_path / "content" / "editions"
    (base / "2024-03-01" / "images" / "b.svg").symlink_to("a.svg")
    (base / "2024-03-01" / "more").symlink_to("images")
    (base / "2024-03-02").symlink_to("2024-03-01")
    (tmp_path / "content" / "pages").mkdir()
    (tmp_path / "content" / "pages" / "a.md").symlink_to("nowhere")
    (folder,), (problem,) = read.survey(tmp_path)
    assert problem.path == "content/editions/2024-03-02"
    found = read.read_edition(tmp_path, folder, PAPER).problems
    assert [p.path for p in found if p.code == "symbolic-link"] == [
        "content/editions/2024-03-01/images/b.svg",
        "content/editions/2024-03-01/more",
    ]
    with pytest.raises(NewspaperError, match=r"content/pages/a\.md: symbolic-link"):
        read.read_text_pages(tmp_path)


def test_today_is_the_newspapers_day() -> None:
    moment = dt.datetime(2024, 3, 1, 20, tzinfo=dt.UTC)
    assert read.today(PAPER, moment) == dt.date(2024, 3, 2)
    assert read.today(Newspaper(title="", timezone="America/Lima"), moment) == dt.date(2024, 3, 1)
