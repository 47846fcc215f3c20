"""What an editor sees on a page is what the press reads from it: verse, tables, tags, folios."""

from __future__ import annotations

from broadsheet.layouts import Box, Role
from broadsheet.pdf.reading import PageReading, PageStory
from broadsheet.pdf.segment import read_page
from broadsheet.pdf.sheet import Frame, Glyph, Sheet
from tests.pdf_kit import prose, wrapped

EM = 9.0
LEAD = 13.0
WIDTH, HEIGHT = 560.0, 800.0


class Desk:
    """Puts type on a sheet."""

    def __init__(self) -> None:
        self.glyphs: list[Glyph] = []
        self.frames: list[Frame] = []
        self.rules: list[Box] = []
        self.plates: list[Box] = []

    def text(self, x: float, top: float, text: str, size: float = EM) -> None:
        for n, char in enumerate(text):
            box = Box(x + n * size, top, x + (n + 1) * size, top + size)
            self.glyphs.append(Glyph(char, box, size))

    def down(self, x: float, top: float, text: str, size: float = EM) -> None:
        for n, char in enumerate(text):
            box = Box(x, top + n * size, x + size, top + (n + 1) * size)
            self.glyphs.append(Glyph(char, box, size))

    def columns(self, count: int, x: float, top: float, measure: int, paragraphs: int = 6) -> float:
        lines = wrapped(prose(paragraphs), measure)
        high = -(-len(lines) // count)
        for n, (text, indented) in enumerate(lines):
            left = x + (n // high) * (measure * EM + 12)
            self.text(left + 2 * EM * indented, top + (n % high) * LEAD, text)
        return top + high * LEAD

    def read(self) -> PageReading:
        return read_page(
            Sheet(
                WIDTH,
                HEIGHT,
                tuple(self.glyphs),
                frames=tuple(self.frames),
                rules=tuple(self.rules),
                plates=tuple(self.plates),
            )
        )


def under(reading: PageReading, headline: str) -> PageStory:
    """The story with this headline."""
    return next(s for s in reading.stories if s.texts(Role.HEADLINE) == [headline])


def test_columns_of_verse_are_one_poem_however_short_its_lines_are() -> None:
    desk = Desk()
    desk.text(40, 40, "新桥通车", 24)
    foot = desk.columns(3, 40, 76, 17)
    desk.text(220, foot + 20, "渡口短歌", 20)
    verse = ["晒谷场把云铺开", "风从田埂上来", "母亲弯下腰去", "捡起一粒秋天", "灯还亮着"]
    for column in range(3):
        for n, text in enumerate(verse):
            desk.text(70 + column * 150, foot + 56 + n * LEAD, text)
    reading = desk.read()
    assert under(reading, "渡口短歌").texts(Role.BODY) == verse * 3
    assert len(reading.stories) == 2


def test_the_rows_of_a_table_are_lines_of_the_story_that_it_stands_in() -> None:
    desk = Desk()
    desk.text(40, 40, "三村算秋账", 24)
    foot = desk.columns(2, 40, 76, 25)
    desk.rules.append(Box(40, foot + 4, 260, foot + 4.5))
    rows = (("村", "面积", "产量"), ("青石滩", "120亩", "6.2万斤"), ("渡口", "86亩", "4.1万斤"))
    for n, row in enumerate(rows):
        for m, cell in enumerate(row):
            desk.text(40 + m * 80, foot + 8 + n * 15, cell, 8)
    reading = desk.read()
    (story,) = reading.stories
    told = [part.lines[0].text for part in story.parts if part.row]
    assert told == ["村  面积  产量", "青石滩  120亩  6.2万斤", "渡口  86亩  4.1万斤"]


def test_a_chip_over_a_headline_names_its_column_and_one_over_briefs_is_a_label() -> None:
    desk = Desk()
    desk.frames.append(Frame(Box(40, 36, 96, 54), stroked=False, filled=True, dark=True))
    desk.text(45, 40, "一线见闻", 11)
    desk.text(40, 62, "新桥通车", 24)
    foot = desk.columns(3, 40, 98, 17)
    desk.frames.append(Frame(Box(40, foot + 20, 80, foot + 38), False, True, dark=True))
    desk.text(45, foot + 24, "简讯", 12)
    desk.text(40, foot + 46, "小书屋开门", 13)
    desk.columns(1, 40, foot + 64, 40, 1)
    reading = desk.read()
    assert under(reading, "新桥通车").texts(Role.COLUMN) == ["一线见闻"]
    assert [part.lines[0].text for part in reading.furniture] == ["简讯"]


def test_a_name_between_marks_over_a_headline_is_a_column_and_words_without_are_a_kicker() -> None:
    desk = Desk()
    desk.text(40, 40, "【乡村手记】", 12)
    desk.text(40, 56, "青石滩村的秋天", 12)
    desk.text(40, 74, "糯稻归仓", 24)
    desk.columns(3, 40, 110, 17)
    (story,) = desk.read().stories
    assert story.texts(Role.COLUMN) == ["【乡村手记】"]
    assert story.texts(Role.KICKER) == ["青石滩村的秋天"]


def test_text_level_with_a_jump_at_the_foot_of_the_page_is_no_folio() -> None:
    desk = Desk()
    desk.text(40, 540, "新桥通车", 24)
    desk.columns(2, 40, 576, 25, 12)
    count = len(desk.glyphs)
    low = max(glyph.box.y0 for glyph in desk.glyphs)
    assert low > 0.93 * HEIGHT
    desk.text(430, low + LEAD, "（下转第3版）", 9)
    reading = desk.read()
    assert not reading.furniture
    (story,) = reading.stories
    told = sum(len(line.glyphs) for part in story.parts for line in part.lines)
    assert told == count + len("（下转第3版）")


def test_the_white_beside_short_lines_is_their_storys() -> None:
    desk = Desk()
    desk.text(40, 40, "新桥通车", 24)
    foot = desk.columns(3, 40, 76, 17)
    desk.text(40, foot + 20, "渡口有了小书屋", 14)
    desk.text(58, foot + 40, "小书屋每天开门。")
    ring = under(desk.read(), "渡口有了小书屋").rings[0]
    assert max(x for x, _ in ring) > 510


def test_a_vertical_line_that_ends_level_with_the_next_ones_beginning_keeps_its_end() -> None:
    desk = Desk()
    desk.down(500, 40, "渡口", 24)
    lines = ["老周摇了三十年橹，如今", "船停了。", "桥上人来人往，他坐在桥头看水。"]
    for n, text in enumerate(lines):
        desk.down(480 - n * 15, 58 if n == 2 else 40, text)
    # as the library gives them: the first glyph of a line before the last of the line before
    at = len("渡口") + len(lines[0]) + len(lines[1]) - 1
    desk.glyphs[at : at + 2] = reversed(desk.glyphs[at : at + 2])
    (story,) = desk.read().stories
    assert story.texts(Role.BODY) == lines


def test_an_initial_is_the_first_character_of_its_story() -> None:
    desk = Desk()
    desk.text(40, 40, "新桥通车", 24)
    desk.text(40, 76, "青", 22)
    desk.text(67, 76, "石滩村的新桥今天上午通车，桥")
    desk.text(67, 76 + LEAD, "长六十四米，宽七米。老周摇了")
    desk.text(40, 76 + 2 * LEAD, "三十年橹，如今把船系在桥墩下面，")
    desk.text(40, 76 + 3 * LEAD, "坐在桥头看水。")
    (story,) = desk.read().stories
    assert story.texts(Role.BODY)[0] == "青石滩村的新桥今天上午通车，桥"
    assert story.texts(Role.HEADLINE) == ["新桥通车"]


def test_two_phrases_of_one_headline_are_one_headline() -> None:
    desk = Desk()
    desk.text(130, 40, "新桥通车", 24)
    desk.text(130 + 4 * 24 + 40, 40, "两岸同欢", 24)
    desk.columns(3, 40, 80, 17)
    (story,) = desk.read().stories
    assert story.texts(Role.HEADLINE) == ["新桥通车", "两岸同欢"]


def test_a_caption_as_large_as_the_text_under_it_stays_with_its_picture() -> None:
    desk = Desk()
    desk.text(40, 40, "新桥通车", 24)
    desk.plates.append(Box(40, 80, 193, 180))
    desk.text(40, 183, "村民在新桥上合影留念。")
    desk.columns(1, 40, 206, 17, 4)
    (story,) = desk.read().stories
    assert story.texts(Role.CAPTION) == ["村民在新桥上合影留念。"]
