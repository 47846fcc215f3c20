"""The archive: summaries, what of them is published, and who wrote in which column."""

from __future__ import annotations

import dataclasses
import datetime as dt
import pickle
import re

from hypothesis import given
from hypothesis import strategies as st

from broadsheet import archive, summaries
from broadsheet.archive import Archive
from broadsheet.model import (
    Article,
    Author,
    Correction,
    Edition,
    EditionKey,
    Page,
    Withdrawal,
)

NOW = dt.datetime(2024, 3, 10, 4, tzinfo=dt.UTC)
DAY = dt.date(2024, 3, 8)

texts = st.text("春水旧堰茶Ab1", min_size=1, max_size=6)
maybe = st.none() | texts
articles = st.builds(
    Article,
    page=st.integers(1, 3),
    order=st.integers(1, 4),
    title=texts,
    kicker=maybe,
    deck=maybe,
    column=st.none() | st.sampled_from(["甲栏", "乙栏"]),
    authors=st.lists(st.builds(Author, st.sampled_from(["甲", "乙", "丙"])), max_size=3).map(tuple),
    corrections=st.lists(st.builds(Correction, st.dates(), texts), max_size=2).map(tuple),
    withdrawn=st.none() | st.builds(Withdrawal, st.dates(), texts),
    publish_at=st.none() | st.integers(-2, 2).map(lambda hours: NOW + dt.timedelta(hours=hours)),
    draft=st.booleans(),
    body=texts.map(lambda text: f"{text}\n"),
)


def lay_out(stories: list[Article]) -> tuple[Page, ...]:
    return tuple(
        Page(number, str(number), None, articles=tuple(a for a in stories if a.page == number))
        for number in (1, 2, 3)
    )


editions = st.builds(
    Edition,
    key=st.builds(
        EditionKey, st.dates(dt.date(2020, 1, 1), dt.date(2025, 1, 1)), st.integers(1, 3)
    ),
    pages=st.lists(articles, max_size=5, unique_by=lambda a: a.place)
    .map(lambda stories: sorted(stories, key=lambda a: a.place))
    .map(lay_out),
    number=maybe,
    date_inferred=st.booleans(),
)
archives = st.lists(editions, max_size=5, unique_by=lambda e: e.key).map(
    lambda found: Archive(
        tuple(summaries.summarise(e, str(e.key)) for e in sorted(found, key=lambda e: e.key))
    )
)


def edition(*stories: Article) -> Edition:
    return Edition(EditionKey(DAY), lay_out(list(stories)))


@given(editions)
def test_a_summary_comes_back_from_the_ledger_as_it_was(found: Edition) -> None:
    summary = summaries.summarise(found, "digest")
    brief, marks, entries = summaries.to_json(summary)
    stored = summaries.from_json(brief, lambda: marks, lambda: entries)
    assert stored.traits == summary.traits
    assert (stored.lead, stored.count) == (summary.lead, summary.count)
    assert [mark.digest for mark in stored.marks] == [entry.digest for entry in summary.entries]
    assert stored == summary
    fresh = summaries.from_json(brief, lambda: marks, lambda: entries)
    assert pickle.loads(pickle.dumps(fresh)) == summary


@given(editions, st.integers(-3, 3))
def test_summary_and_edition_agree_on_what_is_published(found: Edition, hours: int) -> None:
    now = NOW + dt.timedelta(hours=hours)
    summary = summaries.published(summaries.summarise(found, "digest"), now)
    places = frozenset(entry.place for entry in summary.entries)
    out = archive.published_edition(found, places)
    assert [a.place for a in out.articles] == [entry.place for entry in summary.entries]
    for article in out.articles:
        assert not article.draft
        assert article.publish_at is None or article.publish_at <= now
    held = [a for a in found.articles if a.place not in places]
    assert all(a.draft or (a.publish_at and a.publish_at > now) for a in held)
    assert all(page.articles for page in out.pages)


@given(editions)
def test_what_is_published_alters_the_digest(found: Edition) -> None:
    whole = summaries.summarise(found, "digest")
    digests = {}
    for hours in range(-3, 4):
        summary = summaries.published(whole, NOW + dt.timedelta(hours=hours))
        places = tuple(entry.place for entry in summary.entries)
        assert digests.setdefault(places, summary.digest) == summary.digest
    assert len(set(digests.values())) == len(digests)


@given(archives)
def test_withdrawn_stories_stand_among_the_corrections(found: Archive) -> None:
    gone = {(s.key, e.place) for s in found.editions for e in s.entries if e.withdrawn}
    assert gone <= {(place.key, place.entry.place) for place in archive.corrected(found)}


@given(archives)
def test_years_hold_every_edition_once_and_in_order(found: Archive) -> None:
    years = found.years()
    assert list(years) == sorted(years)
    assert tuple(s for summaries in years.values() for s in summaries) == found.editions
    assert found.latest == (found.editions[-1] if found.editions else None)


@given(articles, articles)
def test_a_change_that_lists_print_alters_what_they_are_printed_from(
    one: Article, two: Article
) -> None:
    two = dataclasses.replace(two, page=one.page, order=one.order)
    first, second = (summaries.summarise(edition(a), "same").entries[0] for a in (one, two))
    if first.digest == second.digest:
        # which the edition's own pages alone tell
        assert first == dataclasses.replace(second, length=first.length)


@given(articles, texts)
def test_a_change_behind_the_beginning_alters_no_list(one: Article, word: str) -> None:
    long = dataclasses.replace(one, body=f"{'字' * 200}。\n")
    more = dataclasses.replace(long, body=f"{long.body}\n{word}\n")
    first, second = (summaries.summarise(edition(a), "same") for a in (long, more))
    assert first.listing == second.listing
    assert first.entries[0].length < second.entries[0].length


def test_an_author_who_is_named_twice_counts_once() -> None:
    story = Article(1, 1, "题", authors=(Author("甲", "记者"), Author("甲", "摄影")))
    assert summaries.summarise(edition(story), "").entries[0].authors == ("甲",)


def test_the_lead_is_the_first_story_that_was_not_withdrawn() -> None:
    gone = Article(1, 1, "撤", withdrawn=Withdrawal(DAY, "误"))
    summary = summaries.summarise(edition(gone, Article(1, 2, "二")), "")
    assert summary.lead == "二"
    assert summaries.summarise(edition(gone), "").lead is None


def test_a_story_is_as_long_as_its_characters_without_white_space() -> None:
    story = Article(1, 1, "题", body="一 二\n\n## 三\n\n![四](a.jpg)五\n")
    assert summaries.summarise(edition(story), "").entries[0].length == len("一二三四五")


def test_a_lede_is_one_line_without_gaps_between_chinese_sentences() -> None:
    assert summaries.lede("一句。\n二句。\nThree.\nFour.\n五句。") == "一句。二句。Three. Four."
    long = summaries.lede("字" * 500)
    assert len(long) == summaries.LEDE_LENGTH
    assert long.endswith("字…")


@given(
    st.lists(st.text("甲乙a。，”- ", max_size=6), max_size=6).map("\n".join),
    st.integers(1, 30),
    st.integers(1, 8),
)
def test_a_lede_of_any_text_closes_the_gaps_behind_chinese_marks(
    plain: str, length: int, lines: int
) -> None:
    whole = " ".join(line for line in plain.split("\n")[:lines] if line)
    closed = re.sub("(?<=[。，”]) ", "", whole[: 2 * length + 2])
    expected = closed if len(closed) <= length else closed[: length - 1].rstrip() + "…"
    assert summaries.lede(plain, length, lines) == expected
