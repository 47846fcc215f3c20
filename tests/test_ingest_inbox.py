"""The drop box: each raw issue is set alone, shelved whole, and never lost."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet import read
from broadsheet.ingest import dropbox, shelf
from broadsheet.ingest.inbox import IngestReport, ingest
from broadsheet.manuscript import parse_article, parse_edition
from broadsheet.model import EditionKey
from broadsheet.newspaper import Newspaper

MARCH_6 = EditionKey(dt.date(2025, 3, 6))
ISSUE = """## 柳塘春灌开闸放水

**本报讯** 3月4日，青屏县春灌启动仪式在柳塘水库举行。清水流向田间，等水的农户沿渠站成一排。

今年全县计划灌溉麦田十二万亩，比去年早了八天。水利站把放水的时刻表贴到了每个村口，谁家几点用水一看就明白。

(记者 白岚)

## 孩子们的菜园开园了

**本报讯** 3月5日，县第二小学的孩子们走进校园一角的菜园，种下了2025年的第一批小白菜。

老师把每个班的地块画成格子，谁浇水、谁除草、谁记录，都写在木牌上。到收获的时候，菜要送到镇上的敬老院去。

(记者 陆小禾)
"""
UNDATED = "## 柳塘水库放水\n\n近日，柳塘水库放水，农户很高兴，渠边站满了人。\n"
OTHER = ISSUE.replace("柳塘", "河口").replace("菜园", "果园").replace("小白菜", "草莓苗")

Box = Callable[..., Path]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content" / "inbox").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def box(root: Path) -> Box:
    def drop(name: str, content: str | bytes = ISSUE) -> Path:
        path = root / "content" / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return drop


def everything(drops: object) -> frozenset[Path]:
    """Nobody is writing anything: no test waits."""
    return frozenset(drop.path for drop in drops)  # type: ignore[attr-defined]


def run(root: Path, *paths: Path, **options: object) -> IngestReport:
    return ingest(root, paths, quiet=everything, **options)  # type: ignore[arg-type]


def codes(report: IngestReport) -> list[str]:
    return [found.code for found in report.problems]


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }


def test_an_issue_named_by_its_date_becomes_an_edition(root: Path, box: Box) -> None:
    box("2025-03-06.txt")
    report = run(root)
    assert codes(report) == []
    (issue,) = report.set
    assert issue.key == MARCH_6
    assert not issue.date_inferred
    assert [story.title for story in issue.stories] == ["柳塘春灌开闸放水", "孩子们的菜园开园了"]
    folder = root / "content/editions/2025-03-06"
    assert (folder / "raw/2025-03-06.txt").read_bytes() == ISSUE.encode()
    assert not list((root / "content/inbox").iterdir())
    text = (folder / "edition.md").read_text(encoding="utf-8")
    assert parse_edition(text, "edition.md", MARCH_6).source == ("2025-03-06.txt",)
    for path in folder.glob("0*.md"):
        article = parse_article(path.read_text(encoding="utf-8"), path.name, dt.UTC)
        assert article.source is not None
        assert article.source.file == "2025-03-06.txt"
    assert all((root / path).is_file() for path in issue.paths)


def test_without_a_date_in_the_name_the_text_tells_it(root: Path, box: Box) -> None:
    box("school.txt")
    report = run(root)
    assert codes(report) == []
    assert report.set[0].key == MARCH_6
    assert report.set[0].date_inferred
    text = (root / "content/editions/2025-03-06/edition.md").read_text(encoding="utf-8")
    assert "date_inferred: true" in text


def test_a_second_issue_of_a_day_and_other_spellings_of_a_date_are_read(
    root: Path, box: Box
) -> None:
    box("2025-03-06.txt")
    box("2025-03-06-2.txt", OTHER)
    box("20250307.txt")
    box("2025年3月8日.md", OTHER)
    assert [str(issue.key) for issue in run(root).set] == [
        "2025-03-06", "2025-03-06-2", "2025-03-07", "2025-03-08",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_other_encodings_are_read_and_named_and_the_raw_file_is_kept(
    root: Path, box: Box, encoding: str
) -> None:
    data = ISSUE.encode(encoding)
    box("2025-03-06.txt", data)
    report = run(root)
    expected = {"gb18030": "GBK", "utf-16": "UTF-16LE", "utf-8-sig": "UTF-8 with BOM"}
    assert report.set[0].encoding == expected[encoding]
    assert (root / "content/editions/2025-03-06/raw/2025-03-06.txt").read_bytes() == data


def test_a_folder_has_a_file_for_each_print_page(root: Path, box: Box) -> None:
    first, second = ISSUE.split("## 孩子们")
    box("2025-03-06/01-要闻.txt", first)
    box("2025-03-06/02-校园.txt", "## 孩子们" + second)
    box("2025-03-06/.DS_Store", b"\0\0")
    report = run(root)
    assert codes(report) == []
    assert [story.place for story in report.set[0].stories] == ["01-01", "02-01"]
    folder = root / "content/editions/2025-03-06"
    text = (folder / "edition.md").read_text(encoding="utf-8")
    pages = parse_edition(text, "edition.md", MARCH_6).pages
    assert [(page.sequence, page.name) for page in pages] == [(1, "要闻"), (2, "校园")]
    assert sorted(path.name for path in (folder / "raw").iterdir()) == [
        "01-要闻.txt",
        "02-校园.txt",
    ]
    assert not (root / "content/inbox/2025-03-06/01-要闻.txt").exists()


def test_an_issue_whose_pages_print_two_days_is_set_under_that_of_most(
    root: Path, box: Box
) -> None:
    folios = [
        f"青屏日报　2025年3月{day}日　{name}\n\n" for day, name in ((6, "星期四"), (7, "星期五"))
    ]
    first, second = ISSUE.split("## 孩子们")
    box("issue.txt", folios[0] + first + folios[0] + "## 孩子们" + second + "\n\n" + folios[1])
    report = run(root)
    assert [str(issue.key) for issue in report.set] == ["2025-03-06"]
    assert codes(report) == ["date-disagrees"]


def test_a_picture_that_came_along_lies_in_the_edition(root: Path, box: Box) -> None:
    box("2025-03-06/01.txt", ISSUE + "\n![](images/sluice.jpg)\n\n图为水库开闸。白岚 摄\n")
    box("2025-03-06/images/sluice.jpg", b"\xff\xd8\xff\xe0")
    report = run(root)
    assert codes(report) == []
    folder = root / "content/editions/2025-03-06"
    assert (folder / "images/sluice.jpg").read_bytes() == b"\xff\xd8\xff\xe0"
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("0*.md")]
    assert sum("src: images/sluice.jpg" in text for text in texts) == 1


def test_a_picture_that_did_not_come_is_told_and_its_caption_stays(root: Path, box: Box) -> None:
    box("2025-03-06.txt", ISSUE + "\n![](images/sluice.jpg)\n\n图为水库开闸。白岚 摄\n")
    report = run(root)
    assert codes(report) == ["picture-missing"]
    assert not report.failed
    folder = root / "content/editions/2025-03-06"
    texts = "".join(path.read_text(encoding="utf-8") for path in folder.glob("0*.md"))
    assert "sluice" not in texts
    assert "图为水库开闸" in texts


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("2025-03-06.txt", "", "raw-empty"),
        ("2025-03-06.txt", " \n\n\f ", "raw-empty"),
        ("2025-03-06.txt", b"\x00\x01\x02\x03" * 50, "raw-binary"),
        ("2025-03-06.txt", b"PK\x03\x04" + bytes(50), "raw-binary"),
        ("2025-03-06.txt", ISSUE.encode()[:-2] + b"\xff\xff", "raw-undecodable"),
        ("2025-03-06.xyz", ISSUE, "raw-kind"),
        ("2025-02-30.txt", ISSUE, "raw-date"),
        ("2025-03-04.txt", ISSUE, "date-before-events"),
        ("2025-03-07.txt", "青屏日报 2025年3月8日 星期六\n\n" + ISSUE, "date-disagrees"),
        ("2025-03-08.txt", "青屏日报 2025年3月8日 星期五\n\n" + ISSUE, "wrong-weekday"),
        (
            "notes.txt",
            UNDATED,
            "date-unknown",
        ),
        ("a\\b.txt", ISSUE, "raw-name"),
    ],
)
def test_what_cannot_be_set_stays_with_a_report_and_the_others_proceed(
    root: Path, box: Box, name: str, content: str | bytes, code: str
) -> None:
    path = box(name, content)
    before = path.read_bytes()
    box("2025-04-01.txt", OTHER)
    report = run(root)
    assert codes(report) == [code]
    assert [str(issue.key) for issue in report.set] == ["2025-04-01"]
    assert path.read_bytes() == before
    beside = path.with_name(path.name + ".report.txt")
    assert code in beside.read_text(encoding="utf-8")
    assert report.waiting == (f"content/inbox/{name}".replace("\\", "\\"),)


def test_the_report_goes_when_the_issue_is_set(root: Path, box: Box) -> None:
    box("2025-03-06.txt", "")
    run(root)
    box("2025-03-06.txt")
    report = run(root)
    assert codes(report) == []
    assert not list((root / "content/inbox").iterdir())


def test_a_symbolic_link_is_refused(root: Path, box: Box, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(ISSUE)
    (root / "content/inbox/2025-03-06.txt").symlink_to(secret)
    box("2025-03-07/01.txt")
    (root / "content/inbox/2025-03-07/02.txt").symlink_to(secret)
    report = run(root)
    assert codes(report) == ["symbolic-link", "symbolic-link"]
    assert report.set == ()


def test_two_files_for_one_date_are_a_problem_that_names_both(root: Path, box: Box) -> None:
    box("2025-03-06.txt")
    box("2025-03-06.md", OTHER)
    box("2025-03-09.txt")
    report = run(root)
    assert codes(report) == ["same-date", "same-date"]
    messages = " ".join(found.message for found in report.problems)
    assert "content/inbox/2025-03-06.txt" in messages
    assert "content/inbox/2025-03-06.md" in messages
    assert [str(issue.key) for issue in report.set] == ["2025-03-09"]


def test_an_undated_file_for_the_date_of_another_is_a_problem_too(root: Path, box: Box) -> None:
    box("2025-03-06.txt")
    box("school.txt", OTHER)
    report = run(root)
    assert codes(report) == ["same-date", "same-date"]
    assert report.set == ()


def test_temporary_hidden_and_report_files_are_passed_over(root: Path, box: Box) -> None:
    for name in (".~lock.a.txt#", "~$a.docx", "a.txt.part", "b.crdownload", "c.txt.report.txt"):
        box(name)
    report = run(root)
    assert (report.set, report.problems, report.waiting) == ((), (), ())


def test_an_issue_from_elsewhere_is_copied(root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    path = elsewhere / "2025-03-06.txt"
    path.write_text(ISSUE, encoding="utf-8")
    report = run(root, path)
    assert codes(report) == []
    assert path.exists()
    assert (root / "content/editions/2025-03-06/raw/2025-03-06.txt").exists()


def test_a_path_that_is_not_there_is_a_problem(root: Path) -> None:
    report = run(root, root / "content/inbox/no.txt")
    assert codes(report) == ["raw-missing"]


def test_the_date_option_says_which_edition_one_issue_is_for(root: Path, box: Box) -> None:
    path = box("school.txt")
    report = run(root, path, date=EditionKey(dt.date(2025, 3, 10), 2))
    assert codes(report) == []
    assert (root / "content/editions/2025-03-10-2/edition.md").exists()


def test_the_date_option_is_for_one_issue_only(root: Path, box: Box) -> None:
    box("a.txt")
    box("b.txt")
    report = run(root, date=MARCH_6)
    assert codes(report) == ["date-for-many", "date-for-many"]
    assert len(report.waiting) == 2


def test_force_takes_a_date_that_the_text_contradicts(root: Path, box: Box) -> None:
    box("2025-03-04.txt")
    report = run(root, force=True)
    assert codes(report) == ["date-before-events"]
    assert not report.failed
    assert str(report.set[0].key) == "2025-03-04"


def test_a_dry_run_tells_and_writes_nothing(root: Path, box: Box) -> None:
    box("2025-03-06.txt")
    box("bad.txt", "")
    before = tree(root)
    report = run(root, dry_run=True)
    assert tree(root) == before
    assert not (root / ".cache").exists()
    assert [len(issue.stories) for issue in report.set] == [2]
    assert codes(report) == ["raw-empty"]


def test_a_run_that_was_cut_short_is_finished_by_the_next(root: Path, box: Box) -> None:
    path = box("2025-03-06.txt")
    run(root)
    after = tree(root)
    # The folder was in its place, but the raw issue had not left the inbox.
    path.write_bytes(ISSUE.encode())
    report = run(root)
    assert codes(report) == []
    assert report.set[0].unchanged
    assert tree(root) == after


@pytest.mark.parametrize("at", ["write", "rename", "unlink"])
def test_whenever_a_run_dies_the_raw_issue_is_whole_and_the_next_run_finishes(
    root: Path, box: Box, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    box("2025-03-06.txt")
    monkeypatch.setattr(shelf, "shutil", _NoCleaning)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    target = {"write": (shelf, "_write"), "rename": (Path, "rename"), "unlink": (Path, "unlink")}
    with monkeypatch.context() as patch:
        patch.setattr(*target[at], die)
        with pytest.raises(KeyboardInterrupt):
            run(root)
    raws = [path for path, data in tree(root).items() if data == ISSUE.encode()]
    assert raws
    monkeypatch.undo()
    report = run(root)
    assert codes(report) == []
    assert (root / "content/editions/2025-03-06/raw/2025-03-06.txt").exists()
    assert not list((root / "content/inbox").iterdir())
    assert [p.name for p in (root / "content/editions").iterdir()] == ["2025-03-06"]


class _NoCleaning:
    """A process that dies removes nothing on its way out."""

    @staticmethod
    def rmtree(*_: object, **__: object) -> None:
        pass


def test_a_replacement_that_was_cut_short_gives_the_old_edition_back(root: Path, box: Box) -> None:
    box("2025-03-06.txt")
    run(root)
    place = root / "content/editions/2025-03-06"
    place.rename(place.with_name(".old-2025-03-06"))
    shutil.copytree(place.with_name(".old-2025-03-06"), place.with_name(".new-2025-03-06"))
    shelf.recover(root)
    assert [path.name for path in (root / "content/editions").iterdir()] == ["2025-03-06"]


class Clock:
    """A clock that goes only while somebody waits, and what happens meanwhile."""

    def __init__(self, now: float, happens: Callable[[float], None] = lambda passed: None) -> None:
        self.start = self.now = now
        self.happens = happens

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds
        self.happens(self.now - self.start)


def waited(root: Path, clock: Clock) -> set[str]:
    found = dropbox.find(root)
    return {path.name for path in dropbox.quiet(found.drops, clock, clock.pause)}


def test_an_old_file_is_taken_at_once(root: Path, box: Box) -> None:
    path = box("2025-03-06.txt")
    clock = Clock(path.stat().st_mtime + 3)
    assert waited(root, clock) == {"2025-03-06.txt"}
    assert clock.now == clock.start


def test_a_young_file_is_taken_when_it_has_been_quiet(root: Path, box: Box) -> None:
    path = box("2025-03-06.txt")

    def write(passed: float) -> None:
        if passed < 1.0:
            with path.open("a") as file:
                file.write("续")

    clock = Clock(path.stat().st_mtime, write)
    assert waited(root, clock) == {"2025-03-06.txt"}
    assert 1.4 <= clock.now - clock.start <= 2.0


def test_a_file_that_keeps_growing_is_left_alone_and_the_others_are_set(
    root: Path, box: Box
) -> None:
    growing = box("2025-03-06.txt")
    old = box("2025-03-09.txt")
    os.utime(old, (1, 1))

    def write(passed: float) -> None:
        with growing.open("a") as file:
            file.write("续")

    clock = Clock(growing.stat().st_mtime, write)
    report = ingest(root, quiet=lambda drops: dropbox.quiet(drops, clock, clock.pause))
    assert [str(issue.key) for issue in report.set] == ["2025-03-09"]
    assert codes(report) == ["raw-waiting"]
    assert not report.failed
    assert report.waiting == ("content/inbox/2025-03-06.txt",)


def test_progress_is_heard(root: Path, box: Box) -> None:
    box("2025-03-06.txt")
    box("2025-03-07.txt")
    heard: list[tuple[int, int, str]] = []
    run(root, progress=lambda *step: heard.append(step))
    assert heard == [(0, 2, "2025-03-06.txt"), (1, 2, "2025-03-07.txt"), (2, 2, "")]


@pytest.mark.parametrize(
    ("stem", "key"),
    [
        ("2023-01-31", "2023-01-31"),
        ("2023-01-31-2", "2023-01-31-2"),
        ("青屏日报2023.1.31", "2023-01-31"),
        ("2023_01_31 要闻", "2023-01-31"),
        ("20230131", "2023-01-31"),
        ("20231331", "None"),
        ("000_f6b1357afce175ad", "None"),
        ("a20230131b", "None"),
        ("第1208期", "None"),
    ],
)
def test_a_name_tells_its_edition(stem: str, key: str) -> None:
    assert str(dropbox.key_of(stem, "x")) == key


# --- any input ------------------------------------------------------------------------------


PIECES = st.one_of(
    st.sampled_from(
        ["## ", "**本报讯** ", "\n", "\n\n", "。", "（记者 白岚）", "3月4日，", "第1版"]
    ),
    st.sampled_from(
        ["(下转第2版)", "---\n", "title: x\n", "<b>", "\f", "\t", "　　", "!!python/x"]
    ),
    st.sampled_from(["![](images/a.jpg)", "\x07", "\u2028", "\ufeff"]),
)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES | WORDS, max_size=30).map("".join))
def test_any_text_is_an_edition_that_can_be_read_or_stays_with_a_report(text: str) -> None:
    _set_or_stays(text.encode())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_an_edition_that_can_be_read_or_stay_with_a_report(data: bytes) -> None:
    _set_or_stays(data)


def _set_or_stays(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / "content/inbox/2025-03-06.txt"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        report = run(root)
        if not report.set:
            assert path.read_bytes() == data
            assert report.failed
            assert path.with_name(path.name + ".report.txt").exists()
            return
        assert not path.exists()
        assert (root / "content/editions/2025-03-06/raw/2025-03-06.txt").read_bytes() == data
        (edition,), problems = read.survey(root)
        found = read.read_edition(root, edition, Newspaper("青屏日报"))
        assert (*problems, *found.problems) == ()
