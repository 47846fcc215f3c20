"""Articles and editions as Markdown: what is written is read back, and mistakes are named."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st

from broadsheet import frontmatter, manuscript
from broadsheet.manuscript import (
    ARTICLE_KEYS,
    article_name,
    parse_article,
    parse_edition,
    parse_text_page,
    print_article,
    print_edition,
)
from broadsheet.model import (
    Article,
    Author,
    Correction,
    Edition,
    EditionKey,
    Jump,
    Page,
    Picture,
    SourceLines,
    Withdrawal,
)
from broadsheet.problems import NewspaperError, Problem

ZONE = ZoneInfo("Asia/Shanghai")
NASTY = (
    "no", "yes", "on", "Null", "~", "true", "2024", "007", "1.50", "1:0", "12:30:00", "0x1F",
    "1_000", "2024-05-01", "2024-05-01 06:00:00", ".inf", "=", "<<", "- 一", "? 问", ": 冒号",
    "题: 副题", "题 # 注", "#话题", "&锚", "*星", "!叹", "|", ">", "@", "`", "%", "'单'", '"双"',
    "[方]", "{花}", "---", "...", "——破折", "末尾:", "\\n", "题\n第二行", "题\n---\n下",
    "制表\t符", "\u3000".join("全角"), "零宽\u200b", "\ufeff字", "\x7f", "\x85", "😀", "{{ x }}",
)  # fmt: skip
"""What YAML reads as something else, or what ends a line, a value or the front matter."""

characters = st.characters(codec="utf-8")
texts = (
    (st.sampled_from(NASTY) | st.text(characters, max_size=30))
    .map(str.strip)
    .filter(bool)
    .filter(lambda text: "\r" not in text)
)
"""Values as an editor may write them; the reader takes white space off their ends."""
maybe = st.none() | texts
days = st.dates(dt.date(1000, 1, 1), dt.date(9999, 12, 31))
numbers = st.integers(1, 999)
bodies = (
    st.lists(st.sampled_from(NASTY) | st.text(characters, max_size=60), max_size=4)
    .map("\n\n".join)
    .map(lambda text: text.replace("\r", "").strip("\n"))
    .map(lambda text: f"{text}\n" if text.strip() else "")
)
moments = st.datetimes(
    dt.datetime(1950, 1, 1), dt.datetime(9998, 1, 1), timezones=st.sampled_from([dt.UTC, ZONE])
)
articles = st.builds(
    Article,
    page=numbers,
    order=numbers,
    title=texts,
    kicker=maybe,
    deck=maybe,
    column=maybe,
    dateline=maybe,
    authors=st.lists(st.builds(Author, texts, maybe, maybe), max_size=3).map(tuple),
    images=st.lists(st.builds(Picture, texts, maybe, maybe, maybe), max_size=2).map(tuple),
    jump=st.none() | st.builds(Jump, st.none() | numbers, st.none() | numbers),
    corrections=st.lists(st.builds(Correction, days, texts), max_size=2).map(tuple),
    withdrawn=st.none() | st.builds(Withdrawal, days, texts),
    publish_at=st.none() | moments,
    draft=st.booleans(),
    source=st.none() | st.builds(SourceLines, texts, st.integers(1, 50), st.integers(50, 10**6)),
    review=st.lists(texts, max_size=3).map(tuple),
    accepted=st.lists(texts, max_size=3).map(tuple),
    body=bodies,
    slug=st.from_regex(r"(?:[a-z\d一-龥][a-z\d一-龥-]{0,12})?", fullmatch=True),
)
pages = st.lists(
    st.builds(Page, numbers, texts, maybe, maybe, maybe), max_size=4, unique_by=lambda p: p.sequence
).map(lambda found: tuple(sorted(found, key=lambda page: page.sequence)))
editions = st.builds(
    Edition,
    key=st.builds(EditionKey, days, st.integers(1, 99)),
    pages=pages,
    number=maybe,
    date_inferred=st.booleans(),
    source=st.lists(texts, max_size=2).map(tuple),
    note=bodies,
    folios=st.lists(texts, max_size=2).map(tuple),
    accepted=st.lists(texts, max_size=2).map(tuple),
)


@given(articles)
def test_an_article_that_was_written_is_read_back(article: Article) -> None:
    text = frontmatter.decode(print_article(article).encode(), "x.md")
    assert parse_article(text, f"content/{article_name(article)}", ZONE) == article


@given(editions)
def test_an_edition_that_was_written_is_read_back(edition: Edition) -> None:
    text = frontmatter.decode(print_edition(edition).encode(), "x.md")
    assert parse_edition(text, "edition.md", edition.key) == edition


@given(articles)
def test_what_was_read_back_is_written_the_same(article: Article) -> None:
    printed = print_article(article)
    again = parse_article(printed, article_name(article), ZONE)
    assert print_article(again) == printed


@given(st.text(characters, max_size=300))
@example("title: &a [*a]")
@example("title: !!python/object/apply:os.getcwd []")
@example("? [1, 2]\n: x")
@example("publish_at: 0000-00-00 00:00:00")
@example("publish_at: 2024-01-01 25:00:00")
@example("source: {file: a, lines: [2, 1]}")
@example("publish_at: 1900-01-01 00:00:00+08:05:43")
@example("title: !!int ''")
@example("draft: !!bool x")
@example("title: " + "[" * 500)
def test_any_front_matter_is_an_article_or_a_list_of_problems(source: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        parse_article(f"---\n{source}\n---\n", "01-01.md", ZONE)
    except NewspaperError as error:
        problems = error.problems or (Problem("none", "", ""),)
    assert all(problem.path == "01-01.md" and problem.line for problem in problems)


plain_values = st.one_of(
    st.integers(0, 3), st.sampled_from(["", " ", "甲", " b "]), st.none(), st.booleans(),
    st.lists(st.sampled_from(["甲", 1]), max_size=2),
    st.dictionaries(st.sampled_from(["name", "role", "x"]), st.sampled_from(["甲", " ", 1])),
    st.lists(st.dictionaries(st.sampled_from(["name", "role"]), st.just("白岚")), max_size=2),
    st.fixed_dictionaries(
        {"file": st.sampled_from(["a.txt", " ", 1]), "lines": st.lists(st.integers(0, 3))}
    ),
)  # fmt: skip
plain_stories = st.fixed_dictionaries(
    {"title": st.sampled_from(["甲", " b ", ""]) | plain_values, "page": st.integers(0, 2)},
    optional={
        "order": st.integers(0, 2), "kicker": plain_values, "column": st.just("农时"),
        "authors": plain_values, "source": plain_values, "review": plain_values, "x": plain_values,
    },
)  # fmt: skip


@given(plain_stories, st.sampled_from(["01-01", "00-02"]))
def test_a_plain_story_is_read_as_any_other(values: dict[str, object], place: str) -> None:
    source = frontmatter.dump(values)
    front = frontmatter.FrontMatter(values, "甲\n", source, 2, f"{place}.md")
    name = manuscript.ARTICLE_NAME.match(f"{place}.md")
    assert name is not None
    plain = manuscript._plain(front, name)
    assert plain is None or plain == manuscript._checked(front, name, f"{place}.md", ZONE)


def mostly(good: str, *odd: str) -> st.SearchStrategy[str]:
    """The one most often, so that most stories have one odd thing or none."""
    return st.sampled_from([good] * (len(odd) * 6) + list(odd))


words = mostly(
    "甲乙 丙", "2023年的雪", "\u3000甲", " 甲", "甲 ", "12", "1:0", "2024-01-01", "true", "null",
    "a#b", "a: b", "{a: 1}", "[1]", '"甲"', "2023-01-31.txt", "甲\u2028- 乙", "---", "- 甲", "",
)  # fmt: skip
people = st.builds(
    str.format,
    mostly("- {{name: {}, role: {}}}\n", "- {{name: {}}}\n", "- {{role: {}}}\n", "- {}\n"),
    words,
    words,
)
printed_lines = st.tuples(
    words.map("title: {}\n".format),
    *(st.just("") | words.map(f"{key}: {{}}\n".format) for key in ("kicker", "deck", "dateline")),
    st.lists(people, max_size=2).map(lambda found: "".join(("authors:\n" * bool(found), *found))),
    mostly("page: 1\norder: 1\n", "page: 01\norder: 1\n", "page: 2\norder: 1\n", "page: 1\n"),
    st.builds(
        str.format,
        mostly("source:\n  file: {}\n  lines: [{}, 3]\n", "", "source:\n", "draft: true\n"),
        mostly("1.txt", "甲", "1", " 1.txt", "a: b"),
        mostly("2", "0", "4", "甲"),
    ),
    mostly("---\n", "--- \n", "...\n", "---"),
    st.sampled_from(["", "\n甲\n", "甲\n---\n乙\n"]),
)


@given(printed_lines.map("".join))
@example("title: 甲\nauthors:\n- {name: 白岚}\npage: 1\norder: 1\n---\n")
def test_a_story_as_it_is_printed_is_read_as_any_other(rest: str) -> None:
    name = manuscript.ARTICLE_NAME.match("01-01-a.md")
    assert name is not None
    printed = manuscript._printed(f"---\n{rest}", name)
    if printed is not None:
        front = frontmatter.parse(f"---\n{rest}", "01-01-a.md")
        assert printed == manuscript._checked(front, name, "01-01-a.md", ZONE)
    event("with one pattern" if printed else "the longer way")


def test_what_the_press_prints_of_most_stories_is_read_with_one_pattern() -> None:
    article = Article(
        1, 2, "秋粮入仓：2023年的第一场雪", "肩", "副", "栏", "本报讯",
        (Author("白岚", "记者", "本报"), Author("葛苇川")),
        source=SourceLines("2023-01-31.txt", 3, 18), body="甲\n", slug="a",
    )  # fmt: skip
    name = manuscript.ARTICLE_NAME.match("01-02-a.md")
    assert name is not None
    assert manuscript._printed(print_article(article), name) == article


def test_keys_are_written_in_the_order_of_the_contract() -> None:
    article = Article(
        1, 2, "题", "肩", "副", "栏", "本报讯", (Author("白岚"),), (Picture("a.jpg"),), Jump(to=2),
        (Correction(dt.date(2024, 1, 2), "改"),), Withdrawal(dt.date(2024, 1, 3), "误"),
        dt.datetime(2024, 1, 1, 6, tzinfo=ZONE), True, SourceLines("a.txt", 1, 2), ("x",), ("x",),
    )  # fmt: skip
    written = print_article(article).splitlines()
    keys = [line.partition(":")[0] for line in written if line[:1].isalpha()]
    assert tuple(keys) == ARTICLE_KEYS


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("1:0", "1:0"),
        ("12:30", "12:30"),
        ("010", "010"),
        ("1.50", "1.50"),
        ("1_000", "1_000"),
        ("2024-05-01", "2024-05-01"),
        ("2024-5-1 6:00:00", "2024-5-1 6:00:00"),
        ("no", "no"),
        ("'no'", "no"),
        ("  两边有空格  ", "两边有空格"),
    ],
)
def test_a_headline_stays_as_the_editor_wrote_it(written: str, title: str) -> None:
    text = f"---\ntitle: {written}\npage: 1\norder: 1\n---\n"
    assert parse_article(text, "01-01.md", ZONE).title == title


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-05-01", dt.datetime(2024, 5, 1, tzinfo=ZONE)),
        ("2024-05-01 06:00", dt.datetime(2024, 5, 1, 6, tzinfo=ZONE)),
        ("2024-05-01 06:00:30", dt.datetime(2024, 5, 1, 6, 0, 30, tzinfo=ZONE)),
        ("2024-05-01T06:00", dt.datetime(2024, 5, 1, 6, tzinfo=ZONE)),
        ("'2024-05-01 06:00'", dt.datetime(2024, 5, 1, 6, tzinfo=ZONE)),
        ("2024-05-01 06:00:00Z", dt.datetime(2024, 5, 1, 6, tzinfo=dt.UTC)),
        ("2024-05-01 06:00+00:00", dt.datetime(2024, 5, 1, 6, tzinfo=dt.UTC)),
    ],
)
def test_a_moment_is_the_newspapers_unless_it_names_its_zone(
    written: str, moment: dt.datetime
) -> None:
    text = f"---\ntitle: 题\npage: 1\norder: 1\npublish_at: {written}\n---\n"
    assert parse_article(text, "01-01.md", ZONE).publish_at == moment


@pytest.mark.parametrize(
    ("name", "place", "slug"),
    [
        ("01-03-harvest.md", (1, 3), "harvest"),
        ("01-03.md", (1, 3), ""),
        ("12-104-秋粮-入仓.md", (12, 104), "秋粮-入仓"),
    ],
)
def test_the_name_of_a_file_is_page_order_and_slug(
    name: str, place: tuple[int, int], slug: str
) -> None:
    text = f"---\ntitle: 题\npage: {place[0]}\norder: {place[1]}\n---\n"
    article = parse_article(text, name, ZONE)
    assert (article.page, article.order, article.slug) == (*place, slug)
    assert article_name(article) == name


@pytest.mark.parametrize("name", ["1-3.md", "01-03-.md", "０１-０３.md", "01_03.md", "01-03.txt"])
def test_another_name_is_a_problem(name: str) -> None:
    with pytest.raises(NewspaperError, match="bad-article-name"):
        parse_article("---\ntitle: 题\npage: 1\norder: 3\n---\n", name, ZONE)


def test_all_problems_of_a_file_are_found_at_once_with_their_lines() -> None:
    text = (
        "---\ntitle: 题\npage: 2\norder: eins\nauthors:\n- {role: 记者}\n"
        "source:\n  file: a.txt\n  lines: [9, 3]\n---\n"
    )
    with pytest.raises(NewspaperError) as caught:
        parse_article(text, "01-03.md", ZONE)
    found = sorted((problem.line, problem.code) for problem in caught.value.problems)
    assert found == [
        (3, "place-mismatch"),
        (4, "wrong-type"),
        (6, "missing-key"),
        (9, "wrong-type"),
    ]


def test_a_fence_inside_the_body_is_body() -> None:
    text = "---\ntitle: 题\npage: 1\norder: 1\n---\n\n上\n\n---\n\ntitle: 下\n"
    assert parse_article(text, "01-01.md", ZONE).body == "上\n\n---\n\ntitle: 下\n"


def test_a_file_saved_with_a_byte_order_mark_and_carriage_returns_is_read() -> None:
    data = b"\xef\xbb\xbf---\r\ntitle: a\r\npage: 1\r\norder: 1\r\n---\r\n\r\none\r\ntwo\r\n"
    article = parse_article(frontmatter.decode(data, "01-01.md"), "01-01.md", ZONE)
    assert (article.title, article.body) == ("a", "one\ntwo\n")


def test_pages_of_an_edition_stand_in_order_and_keep_their_labels() -> None:
    text = (
        "---\ndate: 2024-03-01\npages:\n- {number: 2, label: A2}\n- {number: 1, name: 要闻}\n---\n"
    )
    edition = parse_edition(text, "edition.md", EditionKey(dt.date(2024, 3, 1)))
    assert [(p.sequence, p.label, p.name) for p in edition.pages] == [
        (1, "1", "要闻"),
        (2, "A2", None),
    ]


def test_a_page_of_the_papers_own_is_named_by_its_file() -> None:
    page = parse_text_page("---\ntitle: 关于\n---\n\n正文\n", "content/pages/关于.md")
    assert (page.name, page.title, page.body) == ("关于", "关于", "正文\n")
