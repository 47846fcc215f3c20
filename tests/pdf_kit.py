"""Typesets small print pages for the tests: exact places, and CID fonts that need no font file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
EM = 9.0
LEAD = 13.0


def blindfold(folder: Path) -> Path:
    """A folder for PYTHONPATH with which a command finds no library that reads pictures."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import importlib.util as u\n"
        "real = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'rapidocr' else real(name, *rest)\n",
        encoding="utf-8",
    )
    return folder


SENTENCES = (
    "青石滩村的晒谷场上，新收的糯稻铺成金黄的方格。",
    "合作社社员边翻谷边说，今年雨水匀，稻穗沉，收成比去年多两成。",
    "镇里的烘干中心连夜开了三条线，谷子当天进仓，不怕落雨。",
    "“往年靠天吃饭，今年靠机器吃饭。”老把式把草帽扣在膝头。",
    "下一步，村里打算把晒谷场改成小广场，农忙晒谷，农闲放电影。",
    "孩子们沿着田埂跑远，影子被夕阳拉得很长。",
    "供销社在村口设了收购点，现钱结算，一斤也收。",
    "记账员说，账本一页页写满，心里就一天天踏实。",
)


def prose(count: int, start: int = 0) -> list[str]:
    """Paragraphs of two sentences each."""
    size = len(SENTENCES)
    return [
        SENTENCES[(start + 2 * n) % size] + SENTENCES[(start + 2 * n + 1) % size]
        for n in range(count)
    ]


NEVER_FIRST = "，。！？、；：”）》"


def wrapped(paragraphs: Sequence[str], measure: int) -> list[tuple[str, bool]]:
    """Lines of a column `measure` ems wide, each with whether it is indented by two."""
    lines: list[tuple[str, bool]] = []
    for paragraph in paragraphs:
        rest, first = paragraph, True
        while rest:
            size = measure - 2 if first else measure
            # a mark that may not begin a line hangs: it takes the last place, one em earlier
            while size < len(rest) and rest[size] in NEVER_FIRST:
                size -= 1
            lines.append((rest[:size], first))
            rest, first = rest[size:], False
    return lines


@dataclass
class Story:
    """A story to typeset."""

    headline: str
    paragraphs: list[str]
    kicker: str | None = None
    deck: str | None = None
    byline: str | None = None


class Sheet:
    """One PDF; places are points from the top left."""

    def __init__(self, width: float = 560.0, height: float = 800.0, **options: object) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.width, self.height = width, height
        self._file = io.BytesIO()
        self.canvas = Canvas(self._file, pagesize=(width, height), invariant=1, **options)

    def text(self, x: float, top: float, text: str, size: float = EM) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.height - top - 0.88 * size, text)

    def down(self, x: float, top: float, text: str, size: float = EM) -> None:
        """A vertical line."""
        for n, char in enumerate(text):
            self.text(x, top + n * size, char, size)

    def rule(self, x0: float, x1: float, y: float) -> None:
        self.canvas.setLineWidth(0.75)
        self.canvas.line(x0, self.height - y, x1, self.height - y)

    def box(self, x0: float, y0: float, x1: float, y1: float, tint: float | None = None) -> None:
        if tint is not None:
            self.canvas.setFillGray(tint)
        self.canvas.rect(
            x0, self.height - y1, x1 - x0, y1 - y0, stroke=tint is None, fill=tint is not None
        )
        self.canvas.setFillGray(0)

    def picture(self, x0: float, y0: float, x1: float, y1: float) -> None:
        image = ImageReader(Image.linear_gradient("L").resize((64, 64)))
        self.canvas.drawImage(image, x0, self.height - y1, x1 - x0, y1 - y0)

    def folio(self, number: int, name: str = "综合", day: str = "2024年3月8日 星期五") -> None:
        self.text(40, 30, f"第{number}版", 11)
        self.text(90, 33, day, 8)
        self.text(270, 28, name, 14)
        self.text(440, 34, "责任编辑：程望舒", 8)
        self.rule(40, self.width - 40, 48)

    def columns(
        self, lines: Sequence[tuple[str, bool]], places: Sequence[tuple[float, float, int]]
    ) -> None:
        """Lines into columns: (left edge, top, most lines) each."""
        rest = list(lines)
        for x, top, most in places:
            for n, (text, indented) in enumerate(rest[:most]):
                self.text(x + 2 * EM * indented, top + n * LEAD, text)
            rest = rest[most:]
        assert not rest, "the columns are too short"

    def story(self, story: Story, x: float, top: float, measure: int, count: int) -> float:
        """A story over `count` equal columns; gives the height of its foot."""
        at = top
        for text, size in ((story.kicker, 12.0), (story.headline, 24.0), (story.deck, 11.0)):
            if text:
                self.text(x, at, text, size)
                at += size + 6
        if story.byline:
            self.text(x, at, story.byline, 9.5)
            at += 16
        lines = wrapped(story.paragraphs, measure)
        high = -(-len(lines) // count)
        step = measure * EM + 12
        self.columns(lines, [(x + n * step, at, high) for n in range(count)])
        return at + high * LEAD

    def next_page(self) -> None:
        self.canvas.showPage()

    def data(self) -> bytes:
        self.canvas.save()
        return self._file.getvalue()


HARVEST = Story(
    "糯稻归仓",
    prose(6),
    kicker="青石滩村的秋天",
    deck="烘干中心连夜开了三条线",
    byline="本报记者 程望舒 通讯员 罗青禾",
)
LIBRARY = Story("渡口有了小书屋", prose(5, 3), byline="本报记者 温书意")


def simple_page(number: int = 2) -> bytes:
    """A folio, a story over three columns, a rule, a story in a box with a picture above it."""
    sheet = Sheet()
    sheet.folio(number)
    foot = sheet.story(HARVEST, 40, 60, 17, 3)
    sheet.rule(40, 520, foot + 8)
    sheet.box(40, foot + 18, 520, foot + 420)
    sheet.picture(50, foot + 28, 300, foot + 150)
    sheet.text(50, foot + 154, "图为渡口旁的小书屋。本报记者 温书意 摄", 7.5)
    sheet.story(LIBRARY, 50, foot + 180, 24, 2)
    return sheet.data()
