"""Cards and posters: drawn where a paper wants them, kept, and gone with their story."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from PIL import Image

from broadsheet import placards
from broadsheet import press as presses
from broadsheet.placards import Fonts, Placard
from broadsheet.problems import NewspaperError

PLACARD = Placard(
    paper="青屏日报",
    subtitle="Qingping Daily",
    folio="2023年1月31日　第1版 要闻",
    kicker="好天气还剩两天",
    headline="抢在霜降前 十二万亩晚稻收了八成",
    deck="——荻水行之二",
    byline="本报 记者 骆青禾",
    lede="清晨六点，田埂上还挂着露水。" * 20,
    note=None,
    url="https://example.org/qingping/2023/01/31/01-01/",
    scan="扫码阅读全文",
)


@pytest.fixture(scope="module")
def fonts(fonts: Fonts | None) -> Fonts:
    if fonts is None:
        pytest.skip("this machine has no Chinese font")
    return fonts


@pytest.fixture
def root(paper: Callable[..., Path], fonts: Fonts) -> Path:
    root = paper("base")
    settings_file = root / "content/newspaper.yaml"
    text = settings_file.read_text("utf-8").rstrip()
    settings_file.write_text(f"{text}\ncards: true\nposters: true\n", "utf-8")
    return root


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_a_card_and_a_poster_have_their_sizes_and_few_bytes(tmp_path: Path, fonts: Fonts) -> None:
    card = placards.card(tmp_path, PLACARD, fonts)
    poster = placards.poster(tmp_path, PLACARD, fonts)
    assert opened(card).size == (1200, 630)
    assert opened(poster).size == (1080, 1620)
    assert len(card) < 60_000
    assert len(poster) < 120_000


def test_the_same_story_gives_the_same_bytes(tmp_path: Path, fonts: Fonts) -> None:
    for draw in (placards.card, placards.poster):
        assert draw(tmp_path / "a", PLACARD, fonts) == draw(tmp_path / "b", PLACARD, fonts)


def test_the_longest_story_stays_inside_its_margins(tmp_path: Path, fonts: Fonts) -> None:
    long = Placard(
        *("很长的报名" * 2, None, "2023年12月31日　第100版 很长的版名"),
        *("引题，" * 40, "一个没有空格的标题" * 12, "副题" * 60, "作者 " * 60, "正文。" * 400),
        *("标题为编者所拟", "https://example.org/" + "x" * 300, "扫码"),
    )
    for draw in (placards.card, placards.poster):
        picture = opened(draw(tmp_path, long, fonts))
        ground = picture.getpixel((2, 2))
        edge = {
            picture.getpixel(at)
            for at in (
                *((x, y) for x in (10, picture.width - 10) for y in range(picture.height)),
                *((x, picture.height - 8) for x in range(picture.width)),
            )
        }
        assert edge == {ground}


@given(st.text("稻一，。“”《》 a1—…", max_size=60), st.integers(80, 400))
@settings(max_examples=150, deadline=None)
def test_breaking_lines_loses_nothing(fonts: Fonts, text: str, width: int) -> None:
    font = placards._font(*fonts.plain, 24)
    lines = placards._broken(text, font, width)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(fonts: Fonts) -> None:
    font = placards._font(*fonts.plain, 24)
    text = "他说：“稻子熟了。”《农事》写道，（今年）收成好！" * 6
    for width in range(120, 400, 7):
        lines = placards._broken(text, font, width)
        assert not [line for line in lines if line[0] in placards.NO_START]
        assert not [line for line in lines[:-1] if line[-1] in placards.NO_END]


def test_a_headline_turns_between_its_phrases(fonts: Fonts) -> None:
    font = placards._font(*fonts.heavy, 74)
    turned = placards._turned("三个桥孔，照见两百年的水 老桥", font, 700)
    assert turned == ["三个桥孔，", "照见两百年的水", "老桥"]


def test_each_story_has_its_card_and_poster(root: Path, now: dt.datetime) -> None:
    presses.build(root, root / "site", now=now)
    story = root / "site/2024/03/01/01-01"
    page = html.parse(story / "index.html")
    (image,) = page.xpath("//meta[@property='og:image']/@content")
    assert image.endswith("/2024/03/01/01-01/card.png")
    (poster,) = page.xpath("//a[@class='poster-link']/@href")
    assert (story / poster).resolve() == story / "poster.png"
    assert (story / "card.png").is_file()


def test_a_changed_headline_draws_one_story_anew(root: Path, now: dt.datetime) -> None:
    presses.build(root, root / "site", now=now)
    kept = set((root / ".cache/placards").iterdir())
    story = next((root / "content/editions/2024-03-01").glob("01-01*"))
    story.write_text(story.read_text("utf-8").replace("title: ", "title: 新的"), "utf-8")
    written = presses.build(root, root / "site", now=now).written
    drawn = {path for path in written if path.endswith(".png")}
    assert drawn == {"2024/03/01/01-01/card.png", "2024/03/01/01-01/poster.png"}
    assert len(set((root / ".cache/placards").iterdir()) - kept) == 2


def test_a_withdrawn_story_takes_its_pictures_along(root: Path, now: dt.datetime) -> None:
    presses.build(root, root / "site", now=now)
    story = next((root / "content/editions/2024-03-01").glob("01-01*"))
    text = story.read_text("utf-8")
    gone = "withdrawn: {date: 2024-03-02, reason: 有误}\n"
    head, mark, body = text.partition("\n---\n")
    story.write_text(f"{head}\n{gone}{mark.lstrip()}{body}", "utf-8")
    presses.build(root, root / "site", now=now)
    assert not list((root / "site/2024/03/01/01-01").glob("*.png"))


def test_papers_draw_nothing_unless_they_ask(paper: Callable[..., Path], now: dt.datetime) -> None:
    root = paper("base")
    presses.build(root, root / "site", now=now)
    assert not list((root / "site/2024").rglob("*.png"))


def test_a_machine_without_a_font_says_what_to_do(
    root: Path, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placards, "_folders", lambda: iter(()))
    with pytest.raises(NewspaperError) as caught:
        presses.build(root, root / "site", now=now)
    assert [fault.code for fault in caught.value.problems] == ["font-missing"]
    settings_file = root / "content/newspaper.yaml"
    settings_file.write_text(settings_file.read_text("utf-8") + "font: content/no.otf\n", "utf-8")
    with pytest.raises(NewspaperError) as caught:
        presses.build(root, root / "site", now=now)
    assert "the font content/no.otf is not there" in str(caught.value)
