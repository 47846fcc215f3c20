"""The name guard: a person spelt in two ways is shown to an editor, and others are not."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from broadsheet.ingest.inbox import IngestReport, ingest
from broadsheet.ingest.likeness import same_shape, same_sound
from broadsheet.ingest.namebook import NameBook, people_of
from broadsheet.ingest.names import guard
from broadsheet.ingest.people import people
from broadsheet.manuscript import parse_article
from broadsheet.model import Article, Author, EditionKey
from broadsheet.problems import NewspaperError, Problem
from broadsheet.spellings import Decisions, parse_decisions

MARCH_6 = EditionKey(dt.date(2025, 3, 6))
FALSE_ALARMS = 2
"""In 10 000 characters of the sample paper, at most."""


def found(*paragraphs: str, bylines: tuple[str, ...] = ()) -> set[str]:
    return {mention.name for mention in people([(name, None) for name in bylines], paragraphs)}


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("县水利局局长鲁江涛带队到柳塘水库检查。", {"鲁江涛"}),
        ("县长贺长庚，副县长秦岱、穆红英参加会议。", {"贺长庚", "秦岱", "穆红英"}),
        ("“今年水来得早。”村民薄金凤说。", {"薄金凤"}),
        ("渠边，卫然说，水还要再放三天。", {"卫然"}),
        ("县委副书记秦岱主持会议。", {"秦岱"}),
        ("站长孔繁松告诉记者，鸟比去年多。", {"孔繁松"}),
        ("校长欧阳清介绍了菜园。", {"欧阳清"}),
        ("老师傅姓朱，修了四十年表。", set()),
        ("县委书记高度重视春灌工作。", set()),
        ("会计和出纳都到了现场，于是会议开始。", set()),
    ],
)
def test_people_are_found_where_newspapers_name_them(sentence: str, names: set[str]) -> None:
    assert found(sentence) == names


def test_a_name_of_two_characters_ends_where_the_story_shows_it_alone() -> None:
    assert found("副县长秦岱冒雨来到柳塘。", "“闸门再提一点。”秦岱，这位老水利，喊道。") == {"秦岱"}


@pytest.mark.parametrize("pair", ["辉晖", "红虹", "清青", "佳家"])
def test_characters_that_sound_alike(pair: str) -> None:
    assert same_sound(*pair)


@pytest.mark.parametrize("pair", ["辉晖", "己已", "王玉", "杨扬", "未末", "玲铃"])
def test_characters_that_look_alike(pair: str) -> None:
    assert same_shape(*pair)


@pytest.mark.parametrize("pair", ["江河", "强刚", "敏慧", "涛浩"])
def test_characters_that_are_neither(pair: str) -> None:
    assert not same_shape(*pair)
    assert not same_sound(*pair)


def story(order: int, body: str, *authors: Author) -> Article:
    return Article(1, order, f"题{order}", authors=authors, body=f"{body}\n")


def check(root: Path, *stories: Article, decisions: Decisions | None = None) -> list[str]:
    """The pairs that the guard asks about."""
    decisions = decisions or Decisions()
    book = NameBook(root, keep=False)
    book.refresh()
    mentions = [people_of(article) for article in stories]
    flagged, problems = guard(stories, mentions, MARCH_6, book, decisions, set(decisions.settled))
    asked = [problem.message.split("names ") for problem in problems]
    assert any("name-variant" in a.review for a in flagged) == bool(problems)
    return [f"{words[1].split(',')[0]} {words[2].split(',')[0]}" for words in asked]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("县水利局局长鲁江涛到会。", "县水利局局长鲁江滔到会。"),  # sound
        ("村民计文己说，水来了。", "村民计文已说，水来了。"),  # shape
        ("副县长秦辉参加。", "副县长秦晖参加。"),  # two characters: sound and shape
        ("县水利局局长鲁江涛到会。", "县水利局局长鲁江海到会。"),  # one office, two spellings
    ],
)
def test_two_spellings_of_one_person_are_asked_about(tmp_path: Path, one: str, other: str) -> None:
    assert len(check(tmp_path, story(1, one), story(2, other))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("村民薄金凤说，水来了。", "村民薄金山说，水来了。"),  # neither sound nor shape
        ("村民王磊说，水来了。", "村民王雷说，水来了。"),  # short names, one reason
        ("副县长秦玉清、秦玉青参加。", "天晴了。"),  # one sentence names both
        ("镇长穆红英说，路通了。", "镇长穆红梅说，路通了。"),  # an office without its house
        ("副县长秦玉清参加。", "副县长秦玉山参加。"),  # there are several deputies
    ],
)
def test_two_people_are_not_asked_about(tmp_path: Path, one: str, other: str) -> None:
    assert check(tmp_path, story(1, one), story(2, other)) == []


def test_a_reporter_whose_surname_is_misread_is_asked_about(tmp_path: Path) -> None:
    one = story(1, "渠水清清。", Author("于小禾", None, "融媒体中心"))
    other = story(2, "麦苗青青。", Author("余小禾", None, "融媒体"))
    assert check(tmp_path, one, other) == ["于小禾 余小禾"]


# --- decisions ------------------------------------------------------------------------------


WATER = story(1, "县水利局局长鲁江涛到会。")
OTHER = story(2, "县水利局局长鲁江滔到会。")


def test_a_decision_is_remembered(tmp_path: Path) -> None:
    two = parse_decisions("people:\n- {name: 鲁江涛, not: [鲁江滔]}\n", "content/names.yaml")
    assert check(tmp_path, WATER, OTHER, decisions=two) == []


def test_a_known_misspelling_is_told_with_the_correct_form(tmp_path: Path) -> None:
    one = parse_decisions("people:\n- {name: 鲁江涛, also: [鲁江滔]}\n", "content/names.yaml")
    book = NameBook(tmp_path, keep=False)
    stories = [WATER, OTHER]
    flagged, problems = guard(
        stories, [people_of(a) for a in stories], MARCH_6, book, one, set(one.settled)
    )
    assert [found.code for found in problems] == ["name-misspelt"]
    assert "the correct form is 鲁江涛" in problems[0].message
    assert [bool(article.review) for article in flagged] == [False, True]
    assert flagged[1].body == OTHER.body  # nothing is changed silently


def test_an_unreadable_decision_is_a_problem_with_its_line() -> None:
    with pytest.raises(NewspaperError) as raised:
        parse_decisions("people:\n- {name: 鲁江涛, nott: [鲁江滔]}\n", "content/names.yaml")
    assert [found.code for found in raised.value.problems] == ["unknown-key"]
    assert raised.value.problems[0].where == "content/names.yaml:2"


# --- the archive ----------------------------------------------------------------------------


def drop(root: Path, name: str, text: str) -> IngestReport:
    inbox = root / "content" / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_text(text, encoding="utf-8")
    return ingest(root, quiet=lambda drops: frozenset(d.path for d in drops))


def raw(name: str) -> str:
    return (
        f"## 柳塘春灌开闸放水\n\n**本报讯** 3月4日，春灌启动仪式举行，县水利局局长{name}到场。"
        "清水流向田间，农户沿渠站成一排，等着自家的那一股水。\n\n(记者 白岚)\n"
    )


def variants(report: IngestReport) -> list[Problem]:
    return [found for found in report.problems if found.code == "name-variant"]


def test_the_archive_is_asked_and_both_places_are_told(tmp_path: Path) -> None:
    assert variants(drop(tmp_path, "2025-03-05.txt", raw("鲁江涛"))) == []
    (asked,) = variants(drop(tmp_path, "2025-03-06.txt", raw("鲁江滔")))
    assert asked.path == "content/editions/2025-03-06/01-01-柳塘春灌开闸放水.md"
    assert "content/editions/2025-03-05/01-01-柳塘春灌开闸放水.md" in asked.message
    text = (tmp_path / str(asked.path)).read_text(encoding="utf-8")
    assert "name-variant" in text
    assert "鲁江滔" in text


def test_the_archive_as_editors_corrected_it_is_asked(tmp_path: Path) -> None:
    drop(tmp_path, "2025-03-05.txt", raw("鲁江涛"))
    (path,) = (tmp_path / "content/editions/2025-03-05").glob("01*.md")
    text = path.read_text(encoding="utf-8").replace("鲁江涛", "鲁江滔")
    path.write_text(text, encoding="utf-8")
    assert variants(drop(tmp_path, "2025-03-06.txt", raw("鲁江滔"))) == []


def test_the_name_book_may_be_deleted_or_spoilt_at_any_time(tmp_path: Path) -> None:
    drop(tmp_path, "2025-03-05.txt", raw("鲁江涛"))
    (tmp_path / ".cache/names.sqlite").write_bytes(b"not a database" * 100)
    assert len(variants(drop(tmp_path, "2025-03-06.txt", raw("鲁江滔")))) == 1
    shutil.rmtree(tmp_path / ".cache")
    assert len(variants(drop(tmp_path, "2025-03-07.txt", raw("鲁江滔")))) == 1


def test_broken_decisions_are_told_and_the_issue_is_set_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/names.yaml").write_text("people: 3\n", encoding="utf-8")
    report = drop(tmp_path, "2025-03-05.txt", raw("鲁江涛"))
    assert [found.code for found in report.problems] == ["wrong-type"]
    assert len(report.set) == 1


# --- real text ------------------------------------------------------------------------------


def test_the_two_pairs_in_the_real_issues_are_found(shared: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "content" / "inbox"
    inbox.mkdir(parents=True)
    for path in (shared / "raw").glob("*.txt"):
        shutil.copy(path, inbox)
    report = ingest(tmp_path, quiet=lambda drops: frozenset(d.path for d in drops))
    assert len(report.set) == 2
    assert len(variants(report)) == 2


def test_the_sample_paper_has_few_false_alarms(repository: Path) -> None:
    book = NameBook(repository, keep=False)
    book.refresh()
    alarms = length = 0
    for folder in (repository / "content" / "editions").iterdir():
        key = EditionKey.parse(folder.name)
        if key is None:
            continue
        stories = [
            parse_article(path.read_text(encoding="utf-8"), path.name, dt.UTC)
            for path in sorted(folder.glob("*.md"))
            if path.name != "edition.md"
        ]
        length += sum(len(article.body) for article in stories)
        mentions = [people_of(article) for article in stories]
        alarms += len(guard(stories, mentions, key, book, Decisions(), set())[1])
    assert length > 10_000
    assert alarms / length * 10_000 <= FALSE_ALARMS
