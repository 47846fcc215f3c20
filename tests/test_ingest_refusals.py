"""What ingest says where it refuses or merges, word for word; what only a race or a fault brings.

What a file alone can bring about is in tests/problems/.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.ingest import doors, inbox, prepare, shelf
from broadsheet.ingest.dropbox import Drop, RawFile
from broadsheet.ingest.inbox import IngestReport, ingest
from broadsheet.ingest.setting import Account, Difference
from broadsheet.problems import NewspaperError

FIRST = """## 石埠桥今晨通车

**本报讯** 3月8日，石埠桥通车。桥长六十四米，两岸往来不再等渡，渡工老何改行守桥。

守桥人说，头一个过桥的是卖豆腐的老汉，挑着两只木桶，走到桥心还回头看了一眼。
"""
SECOND = """
## 春茶开采早了六天

**本报讯** 3月7日，明前茶园开采，比去年早了六天，采茶的人天不亮就上了山。

茶农说，头一锅只炒了三两，香气却走了半条街，买茶的人循着香味找上门来。
"""
EDITION = "content/editions/2024-03-08"


def drop(root: Path, text: str, **options: object) -> IngestReport:
    """Drops an issue in and sets it."""
    raw = root / "content" / "inbox" / "2024-03-08.txt"
    raw.parent.mkdir(parents=True, exist_ok=True)
    raw.write_text(text, encoding="utf-8")
    quiet: Callable[..., frozenset[Path]] = lambda drops: frozenset(d.path for d in drops)  # noqa: E731
    return ingest(root, quiet=quiet, **options)  # type: ignore[arg-type]


def said(report: IngestReport) -> list[str]:
    return [str(problem) for problem in report.problems]


def test_a_raw_file_that_changes_meanwhile_is_left_for_the_next_time(tmp_path: Path) -> None:
    def write_on(done: int, total: int, name: str) -> None:
        with (tmp_path / "content/inbox/2024-03-08.txt").open("a") as file:
            file.write(SECOND)

    (only,) = said(drop(tmp_path, FIRST, progress=write_on))
    assert only == (
        "content/inbox/2024-03-08.txt: raw-changed was changed while it was being set\n"
        "    Nothing was lost. Run the command again when the file is complete."
    )
    assert not (tmp_path / EDITION).exists()


def test_an_edition_that_an_editor_saves_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not drop(tmp_path, FIRST).failed

    def saved(file: RawFile) -> bool:
        (tmp_path / EDITION / "edition.md").write_text("---\ndate: 2024-03-08\nnumber: 8\n---\n")
        return True

    monkeypatch.setattr(shelf, "unchanged", saved)
    (only,) = said(drop(tmp_path, FIRST.replace("六十四米", "六十五米")))
    assert only == (
        f"{EDITION}: edition-changed was changed while a new raw issue was merged into it\n"
        "    Nothing was lost. Run the command again."
    )
    assert "number: 8" in (tmp_path / EDITION / "edition.md").read_text()


def test_a_fault_of_the_press_keeps_the_raw_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no such type")

    monkeypatch.setattr(inbox, "prepare", fail)
    (only,) = said(drop(tmp_path, FIRST))
    assert only == (
        "content/inbox/2024-03-08.txt: set-failed could not be set: RuntimeError: no such type\n"
        "    The raw file is where it was. Please report it as a fault of the press."
    )
    assert (tmp_path / "content/inbox/2024-03-08.txt").read_text() == FIRST


def test_an_account_that_does_not_close_names_the_line_and_the_loss(tmp_path: Path) -> None:
    file = RawFile(tmp_path / "a.txt", "a.txt", "content/inbox/a.txt", 9, 0)
    account = Account((), {}, (Difference("a.txt", 12, "石埠桥通车", "石埠通车"),))
    issue = Drop("a.txt", file.path, file.shown, None, (file,), (), waiting=True, folder=False)
    with pytest.raises(NewspaperError) as caught:
        prepare._check_account(account, issue)
    assert str(caught.value) == (
        "content/inbox/a.txt:12: account-open the characters of the raw file do not add up: "
        "'石埠桥通车' became '石埠通车'\n"
        "    Nothing was written. Please report this file as a fault of the press."
    )


def test_an_issue_of_many_megabytes_is_not_even_read(tmp_path: Path) -> None:
    size = prepare.LARGEST + prepare.MEGABYTE
    with pytest.raises(NewspaperError) as caught:
        prepare.read_bytes(RawFile(tmp_path / "a.txt", "a.txt", "a.txt", size, 0))
    assert str(caught.value) == (
        "a.txt: raw-too-large has 9 MB; one issue may have up to 8 MB\n"
        "    Split it: one file, or one folder, for each issue."
    )


def test_a_year_of_issues_in_one_file_is_refused_and_the_next_issue_is_set(tmp_path: Path) -> None:
    year = tmp_path / "content" / "inbox" / "2023-01-01.txt"
    year.parent.mkdir(parents=True)
    year.write_text("石埠桥\n" * prepare.MOST_LINES, encoding="utf-8")
    report = drop(tmp_path, FIRST)
    (refusal,) = said(report)
    assert refusal == (
        "content/inbox/2023-01-01.txt: raw-too-long has 40001 lines; "
        "one issue may have up to 40000\n"
        "    Split it: one file, or one folder, for each issue."
    )
    assert [str(issue.key) for issue in report.set] == ["2024-03-08"]
    assert year.exists()


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(NewspaperError) as caught:
        doors.text_of_docx(b"", "a.docx")
    assert str(caught.value) == (
        "a.docx: needs-extra reading Word files needs one more library\n"
        "    Install it with: pip install 'broadsheet[docx]'"
    )


def test_a_better_raw_file_with_one_more_story_and_one_less_is_told(tmp_path: Path) -> None:
    assert said(drop(tmp_path, FIRST)) == []
    (added,) = said(drop(tmp_path, FIRST + SECOND))
    assert added.startswith(f"{EDITION}/01-02")
    assert added.endswith(
        ".md: story-added the new raw issue has this story in addition\n"
        "    It stands behind the others of its page, so that their addresses stay."
    )
    (gone,) = said(drop(tmp_path, FIRST.replace("六十四米", "六十五米")))
    assert gone.startswith(f"{EDITION}/01-02")
    assert gone.endswith(
        ".md: story-gone the new raw issue has this story no more; it stays\n"
        "    Take the file away if the story was never printed."
    )


def test_a_story_that_was_taken_away_by_hand_stays_away(tmp_path: Path) -> None:
    assert said(drop(tmp_path, FIRST + SECOND)) == []
    (story,) = (tmp_path / EDITION).glob("01-02*.md")
    story.unlink()
    (left_out,) = said(drop(tmp_path, FIRST.replace("六十四米", "六十五米") + SECOND))
    assert left_out == (
        f"{EDITION}: story-left-out the story 春茶开采早了六天 was taken away by hand "
        "and stays away\n"
        "    To have it back, write its file anew; its text is in the proof of this run."
    )
    assert not story.exists()


def test_an_issue_of_one_giant_line_is_set_with_every_character(tmp_path: Path) -> None:
    line = "本报讯 3月7日，明前茶园开采。" + "采茶的人天不亮就上了山，" * 20_000 + "日落才回。"
    report = drop(tmp_path, line)
    assert [str(issue.key) for issue in report.set] == ["2024-03-08"]
    (story,) = (tmp_path / EDITION).glob("01-01-*.md")
    assert story.read_text("utf-8").count("采茶的人天不亮就上了山") >= 20_000
    assert (tmp_path / EDITION / "raw/2024-03-08.txt").read_text("utf-8") == line
