"""Re-drop: a better raw issue is merged, and no edit of an editor is lost."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.ingest.diff3 import merge_text, units
from broadsheet.ingest.inbox import IngestReport, ingest
from broadsheet.ingest.merge import CONFLICT, merge_article, merge_articles
from broadsheet.model import Article, Author, SourceLines

TRIALS = 1000
TEXT = st.text(alphabet="甲乙丙。！\n", max_size=40)


# --- one text -------------------------------------------------------------------------------


@given(TEXT)
def test_units_joined_are_the_text_again(text: str) -> None:
    assert "".join(units(text)) == text


@given(TEXT, TEXT)
def test_what_one_side_left_alone_is_taken_from_the_other(base: str, changed: str) -> None:
    assert merge_text(base, base, changed) == (changed, ())
    assert merge_text(base, changed, base) == (changed, ())
    assert merge_text(base, changed, changed) == (changed, ())


@given(TEXT, TEXT, TEXT)
def test_a_clash_shows_what_both_sides_have_and_keeps_ours(
    base: str, ours: str, theirs: str
) -> None:
    merged, clashes = merge_text(base, ours, theirs)
    for clash in clashes:
        assert clash.ours != clash.theirs
        assert clash.ours in merged
        assert clash.ours in ours
        assert clash.theirs in theirs
        assert clash.base in base


def test_corrections_of_two_sentences_of_one_paragraph_are_both_taken() -> None:
    base = "河水涨了。堤上有人。桥还在。\n"
    merged, clashes = merge_text(base, base.replace("涨了", "退了"), base.replace("还在", "通了"))
    assert merged == "河水退了。堤上有人。桥通了。\n"
    assert clashes == ()


def test_two_versions_of_one_sentence_clash() -> None:
    base = "河水涨了。堤上有人。\n"
    merged, (clash,) = merge_text(base, "河水退了。堤上有人。\n", "河水平了。堤上有人。\n")
    assert merged == "河水退了。堤上有人。\n"
    assert (clash.base, clash.ours, clash.theirs) == ("河水涨了。", "河水退了。", "河水平了。")


# --- random trials --------------------------------------------------------------------------


def sentence(rng: random.Random, mark: str) -> str:
    return f"{mark}{rng.randrange(10**9)}。"


def edit(
    rng: random.Random, base: list[str], mark: str, spare: set[int]
) -> tuple[list[str | None], set[int]]:
    """Each sentence of the base as one side leaves it (None: taken out), and which were touched."""
    result: list[str | None] = list(base)
    touched = set()
    for number in range(len(base)):
        if number in spare or rng.random() > 0.25:
            continue
        touched.add(number)
        kind = rng.choice(("change", "remove", "split"))
        if kind == "change":
            result[number] = sentence(rng, mark)
        elif kind == "remove":
            result[number] = None
        else:
            result[number] = base[number] + sentence(rng, mark)
    return result, touched


def text_of(sentences: list[str | None]) -> str:
    return "".join(s for s in sentences if s is not None)


def test_in_a_thousand_random_trials_no_edit_is_lost_and_none_overwritten_silently() -> None:
    rng = random.Random(20250306)
    clashing = 0
    for _ in range(TRIALS):
        base = [sentence(rng, "甲") for _ in range(rng.randrange(1, 25))]
        ours, by_us = edit(rng, base, "我", set())
        theirs, by_them = edit(rng, base, "它", by_us if rng.random() < 0.5 else set())
        merged, clashes = merge_text("".join(base), text_of(ours), text_of(theirs))
        shown = "".join(clash.theirs for clash in clashes)
        for number in range(len(base)):
            if number in by_us:
                # An editor's words are all there; what an editor took out does not come back.
                if ours[number] is None:
                    assert base[number] not in merged
                else:
                    assert ours[number].removeprefix(base[number]) in merged
            elif number in by_them:
                # A clean change is taken; one beside an edit may be left for a person to see.
                new = theirs[number]
                words = None if new is None else new.removeprefix(base[number])
                taken = base[number] not in merged if words is None else words in merged
                assert taken or clashes
                assert taken or words is None or words in shown
            else:
                assert base[number] in merged
        if not by_us & by_them:
            near = {n + step for n in by_us for step in (-1, 0, 1)}
            if not near & by_them:
                both = enumerate(zip(ours, theirs, strict=True))
                expected = [t if n in by_them else o for n, (o, t) in both]
                assert merged == text_of(expected)
                assert clashes == ()
        clashing += bool(clashes)
    assert 100 < clashing < 900  # the trials have both kinds


def random_story(rng: random.Random, order: int) -> Article:
    return Article(
        page=1 + order // 4,
        order=1 + order % 4,
        title=f"题{rng.randrange(10**9)}",
        kicker=rng.choice((None, f"引{rng.randrange(10**6)}")),
        authors=(Author(f"名{rng.randrange(10**4)}"),),
        source=SourceLines("2025-03-06.txt", 10 * order + 1, 10 * order + 9),
        body="\n\n".join(sentence(rng, "文") * 2 for _ in range(3)) + "\n",
    )


FIELDS = ("title", "kicker", "deck", "column", "dateline")


def scribble(rng: random.Random, story: Article, mark: str) -> tuple[Article, dict[str, str]]:
    changes = {name: f"{mark}{rng.randrange(10**9)}" for name in FIELDS if rng.random() < 0.2}
    return replace(story, **changes), changes  # type: ignore[arg-type]


def test_in_a_thousand_random_editions_every_field_an_editor_wrote_is_kept() -> None:
    rng = random.Random(306)
    for _ in range(TRIALS):
        base = [random_story(rng, order) for order in range(rng.randrange(1, 8))]
        pairs_ours = [scribble(rng, story, "我") for story in base]
        pairs_theirs = [scribble(rng, story, "它") for story in base]
        theirs = [story for story, _ in pairs_theirs]
        if rng.random() < 0.3:
            theirs.append(random_story(rng, 20))
        result = merge_articles(base, [story for story, _ in pairs_ours], theirs)
        assert result.same_issue
        assert [a.place for a in result.articles[: len(base)]] == [a.place for a in base]
        told = {(c.place, c.field): c.clash for c in result.conflicts}
        stories = zip(result.articles[: len(base)], base, pairs_ours, pairs_theirs, strict=True)
        for merged, old, (_, mine), (_, new) in stories:
            for name in FIELDS:
                value = getattr(merged, name)
                if name in mine:
                    assert value == mine[name]
                    assert ((merged.place, name) in told) == (name in new)
                else:
                    assert value == new.get(name, getattr(old, name))
            assert (CONFLICT in merged.review) == any(p == merged.place for p, _ in told)
        assert len(result.added) == len(theirs) - len(base)
        assert len({a.place for a in result.articles}) == len(result.articles)


# --- stories --------------------------------------------------------------------------------


def story(order: int, words: str, **changes: object) -> Article:
    body = f"{words}春天的消息一条接一条。{words}的人们都出门了。\n\n{words}还有后话。\n"
    made = Article(1, order, f"{words}题", source=SourceLines("a.txt", order * 10, order * 10 + 5))
    return replace(made, body=body, **changes)  # type: ignore[arg-type]


WATER, GARDEN, BRIDGE = (story(n, w) for n, w in enumerate(("柳塘放水", "菜园开园", "新桥合龙"), 1))


def test_a_story_that_the_first_raw_text_lacked_stands_behind_the_others() -> None:
    moved = [replace(BRIDGE, order=1), replace(WATER, order=2), replace(GARDEN, order=3)]
    merged = merge_articles([WATER, GARDEN], [WATER, GARDEN], moved)
    assert [(a.place, a.title) for a in merged.articles] == [
        ("01-01", "柳塘放水题"),
        ("01-02", "菜园开园题"),
        ("01-03", "新桥合龙题"),
    ]
    assert merged.added == ("01-03",)


def test_a_story_that_the_new_raw_text_lacks_stays_and_is_told() -> None:
    merged = merge_articles([WATER, GARDEN], [WATER, GARDEN], [WATER])
    assert [a.title for a in merged.articles] == ["柳塘放水题", "菜园开园题"]
    assert merged.gone == ("01-02",)


def test_a_story_that_an_editor_took_away_stays_away() -> None:
    merged = merge_articles([WATER, GARDEN], [WATER], [WATER, replace(GARDEN, title="新题")])
    assert [a.title for a in merged.articles] == ["柳塘放水题"]
    assert merged.left_out == ("新题",)


def test_a_story_that_an_editor_added_stays_at_its_place() -> None:
    own = Article(1, 3, "编者加的", body="手写的一条消息。\n")
    merged = merge_articles([WATER, GARDEN], [WATER, GARDEN, own], [WATER, GARDEN, BRIDGE])
    assert [(a.place, a.title) for a in merged.articles][2:] == [
        ("01-03", "编者加的"),
        ("01-04", "新桥合龙题"),
    ]


def test_a_story_moves_to_the_page_on_which_a_better_raw_text_shows_it() -> None:
    merged = merge_articles([WATER, GARDEN], [WATER, GARDEN], [WATER, replace(GARDEN, page=2)])
    assert [a.place for a in merged.articles] == ["01-01", "02-02"]


def test_a_raw_text_of_another_issue_is_not_merged() -> None:
    bodies = ("苹果进了冷库。", "球赛打到加时。", "集市改到周日。")
    other = [replace(story(n, "别"), body=f"{body}\n") for n, body in enumerate(bodies, 1)]
    assert not merge_articles([WATER, GARDEN, BRIDGE], [WATER, GARDEN, BRIDGE], other).same_issue


def test_review_codes_that_an_editor_took_away_stay_away() -> None:
    base = replace(WATER, review=("headline-missing", "truncated-start"))
    ours = replace(base, review=("truncated-start",))
    theirs = replace(base, review=("headline-missing", "name-variant"))
    merged, _ = merge_article(base, ours, theirs)
    assert merged.review == ("name-variant",)


# --- files ----------------------------------------------------------------------------------


RAW = """## 柳塘春灌开闸放水

**本报讯** 3月4日，青屏县春灌启动仪式在柳塘水库举行。清水流向田间，农户沿渠站成一排。

今年全县计划灌溉麦田十二万亩。水利站把时刻表贴到了每个村口。

(记者 白岚)

## 孩子们的菜园开园了

**本报讯** 3月5日，县第二小学的孩子们走进菜园，种下了第一批小白菜。

老师把每个班的地块画成格子。到收获的时候，菜要送到镇上的敬老院去。

(记者 陆小禾)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content" / "inbox").mkdir(parents=True)
    return tmp_path


def drop(root: Path, text: str, name: str = "2025-03-06.txt", **options: bool) -> IngestReport:
    (root / "content/inbox" / name).write_text(text, encoding="utf-8")
    return ingest(root, quiet=lambda drops: frozenset(d.path for d in drops), **options)


def files(root: Path) -> dict[str, str]:
    folder = root / "content/editions/2025-03-06"
    return {path.name[:5]: path.read_text(encoding="utf-8") for path in folder.glob("0*.md")}


def rewrite(root: Path, place: str, old: str, new: str) -> None:
    (path,) = (root / "content/editions/2025-03-06").glob(f"{place}*.md")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_better_raw_file_and_an_edit_of_the_same_story_are_both_kept(root: Path) -> None:
    drop(root, RAW)
    rewrite(root, "01-01", "十二万亩", "十二万六千亩")
    report = drop(root, RAW.replace("农户沿渠", "等水的农户沿渠").replace("敬老院", "养老院"))
    assert not report.failed
    (issue,) = report.set
    assert issue.merged is not None
    assert issue.merged.taken == ("01-01", "01-02")
    assert issue.merged.kept == ("01-01",)
    assert "十二万六千亩" in files(root)["01-01"]
    assert "等水的农户" in files(root)["01-01"]
    assert "养老院" in files(root)["01-02"]
    assert not list((root / "content/inbox").iterdir())


def test_a_conflict_is_left_as_it_was_and_both_versions_are_shown(root: Path) -> None:
    drop(root, RAW)
    rewrite(root, "01-01", "十二万亩", "十三万亩")
    report = drop(root, RAW.replace("十二万亩", "十一万亩"))
    assert [found.code for found in report.problems] == ["merge-conflict"]
    said = str(report.problems[0])
    assert "十三万亩" in said
    assert "十一万亩" in said
    assert "十三万亩" in files(root)["01-01"]
    assert "merge-conflict" in files(root)["01-01"]
    proof = (root / str(report.set[0].report)).read_text(encoding="utf-8")
    assert "十三万亩" in proof
    assert "十一万亩" in proof


def test_the_raw_file_that_was_replaced_is_kept(root: Path) -> None:
    drop(root, RAW)
    better = RAW.replace("敬老院", "养老院")
    drop(root, better)
    drop(root, better.replace("小白菜", "油菜"))
    raw = root / "content/editions/2025-03-06/raw"
    assert (raw / "earlier-1/2025-03-06.txt").read_text(encoding="utf-8") == RAW
    assert (raw / "earlier-2/2025-03-06.txt").read_text(encoding="utf-8") == better
    assert "油菜" in (raw / "2025-03-06.txt").read_text(encoding="utf-8")


def test_pictures_and_notes_that_editors_put_into_the_folder_stay(root: Path) -> None:
    drop(root, RAW)
    folder = root / "content/editions/2025-03-06"
    (folder / "images").mkdir()
    (folder / "images/a.jpg").write_bytes(b"\xff\xd8")
    note = (folder / "edition.md").read_text(encoding="utf-8") + "\n编者的话。\n"
    (folder / "edition.md").write_text(note, encoding="utf-8")
    drop(root, RAW.replace("敬老院", "养老院"))
    assert (folder / "images/a.jpg").read_bytes() == b"\xff\xd8"
    assert (folder / "edition.md").read_text(encoding="utf-8") == note


def test_a_file_that_nothing_changed_keeps_its_bytes(root: Path) -> None:
    drop(root, RAW)
    rewrite(root, "01-01", "title: ", "# 编者的记号\ntitle: ")
    before = files(root)["01-01"]
    drop(root, RAW.replace("敬老院", "养老院"))
    assert files(root)["01-01"] == before


def test_markdown_that_cannot_be_read_keeps_the_raw_file_in_the_inbox(root: Path) -> None:
    drop(root, RAW)
    rewrite(root, "01-01", "title: ", "titel: ")
    before = files(root)
    report = drop(root, RAW.replace("敬老院", "养老院"))
    assert "unknown-key" in [found.code for found in report.problems]
    assert files(root) == before
    assert report.waiting == ("content/inbox/2025-03-06.txt",)


def test_an_edition_that_the_press_did_not_set_is_not_touched(root: Path) -> None:
    folder = root / "content/editions/2025-03-06"
    folder.mkdir(parents=True)
    (folder / "edition.md").write_text("---\ndate: 2025-03-06\n---\n", encoding="utf-8")
    report = drop(root, RAW)
    assert [found.code for found in report.problems] == ["edition-exists"]
    assert [path.name for path in folder.iterdir()] == ["edition.md"]


def test_an_issue_of_other_stories_is_not_merged_into_the_edition(root: Path) -> None:
    drop(root, RAW)
    before = files(root)
    other = (
        "## 新桥昨日合龙\n\n**本报讯** 3月5日，河口镇的新桥合龙，两岸百姓提着鞭炮来看。"
        "施工队说，六月就能通车，到县城只要二十分钟。\n\n(记者 方舟)\n"
    )
    report = drop(root, other)
    assert [found.code for found in report.problems] == ["edition-exists"]
    assert files(root) == before


def test_force_sets_the_edition_anew(root: Path) -> None:
    drop(root, RAW)
    rewrite(root, "01-01", "十二万亩", "十三万亩")
    report = drop(root, RAW, force=True)
    assert not report.problems
    assert "十二万亩" in files(root)["01-01"]


def test_a_dry_run_of_a_merge_tells_the_conflict_and_writes_nothing(root: Path) -> None:
    drop(root, RAW)
    rewrite(root, "01-01", "十二万亩", "十三万亩")
    before = files(root)
    report = drop(root, RAW.replace("十二万亩", "十一万亩"), dry_run=True)
    assert [found.code for found in report.problems] == ["merge-conflict"]
    assert files(root) == before
