"""Share cards and posters: a story as a picture, with the paper's name on it.

A card (1200 by 630 pixels) is what networks show beside a link; a poster is passed on by itself,
so it carries a QR code. Both are drawn at build time with a font of this machine, which a page of
the site never is.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont
from PIL import __version__ as pillow

from broadsheet.i18n import phrases
from broadsheet.kept import kept
from broadsheet.problems import NewspaperError, problem
from broadsheet.text import canonical_json, digest

CARD = (1200, 630)
"""What Open Graph readers cut to (1.91 to 1)."""
POSTER = (1080, 1620)
DRAWING = 1
"""Raised when the drawing changes, so that kept ones are made anew."""

PAPER, INK, SOFT, ACCENT, RULE = "#fdfbf6", "#1b1916", "#5a554c", "#a3231c", "#d3ccbc"
COLOURS = 32
"""Of the palette: enough for edges of letters, and a fifth of the bytes."""
MARGIN = 72
QR_SIZE = 230

SUFFIXES = (".ttc", ".otf", ".ttf")
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "zh-Hans": (
        "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Songti SC", "STSong",
        "SimSun", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
        "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "WenQuanYi Zen Hei",
        "WenQuanYi Micro Hei", "AR PL UMing CN",
    ),
    "zh-Hant": (
        "Noto Serif CJK TC", "Source Han Serif TC", "Source Han Serif TW", "Songti TC", "PMingLiU",
        "Noto Sans CJK TC", "Source Han Sans TC", "PingFang TC", "Microsoft JhengHei",
        "AR PL UMing TW",
    ),
}  # fmt: skip
"""Faces that have the characters of a language, the best first. English takes any of them."""
_FILES = re.compile(
    r"noto(serif|sans)cjk|sourcehan|songti|stsong|simsun|simhei|pingfang|hiragino|msyh|msjh|mingliu"
    r"|wqy|uming",
    re.IGNORECASE,
)
"""Names of the files that such faces come in, so that others need not be opened."""
_MOST_FACES = 12
"""Faces in one collection; Noto's have ten."""

NO_START = frozenset("，。、：；！？…—”’」』）》〉】％%·,.:;!?)")
NO_END = frozenset("“‘「『（《〈【(")
_WORD = re.compile(r"[A-Za-z0-9'’.,%+-]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fonts:
    """A font file for headlines and one for the rest, each with the number of its face."""

    heavy: tuple[str, int]
    plain: tuple[str, int]

    @property
    def mark(self) -> str:
        """Changes when other files are used; of a file only name and size are asked."""
        return canonical_json(
            [[Path(p).name, Path(p).stat().st_size, face] for p, face in (self.heavy, self.plain)]
        )


@dataclass(frozen=True, slots=True)
class Placard:
    """The texts of a card or poster."""

    paper: str
    subtitle: str | None
    folio: str
    """Date and page."""
    kicker: str | None
    headline: str
    deck: str | None
    byline: str
    lede: str
    note: str | None
    """What a reader must know of it: that the headline was supplied."""
    url: str
    scan: str
    """Words beside the QR code."""


def find_fonts(root: Path, named: str | None, language: str) -> Fonts:
    """The fonts to draw with: the file `named` below `root`, or what the machine has.

    Raises NewspaperError where there is none.
    """
    if named is not None:
        file = str(root / named)
        if _family(file, 0) is None:
            raise NewspaperError(
                [problem("font-unusable", "content/newspaper.yaml", None, font=named)]
            )
        return Fonts((file, 0), (file, 0))
    found = _installed(tuple(map(str, _folders())))
    wanted = FAMILIES.get(language) or tuple(f for all_of in FAMILIES.values() for f in all_of)
    for family in wanted:
        if faces := found.get(family):
            return Fonts(_face(faces, _HEAVY), _face(faces, _PLAIN))
    raise NewspaperError([problem("font-missing", "content/newspaper.yaml", None)])


_HEAVY = ("Black", "Heavy", "Bold", "SemiBold")
_PLAIN = ("Regular", "Light", "Medium")


def _face(faces: Mapping[str, tuple[str, int]], styles: Sequence[str]) -> tuple[str, int]:
    best = next((faces[style] for style in styles if style in faces), None)
    return best or faces[min(faces)]


@lru_cache(maxsize=4)
def _installed(folders: tuple[str, ...]) -> Mapping[str, Mapping[str, tuple[str, int]]]:
    """Family to style to (file, face) of the fonts below some folders."""
    found: dict[str, dict[str, tuple[str, int]]] = {}
    files = sorted(
        f"{place}/{name}"
        for folder in folders
        for place, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(SUFFIXES) and _FILES.search(name)
    )
    for file in files:
        for face in range(_MOST_FACES if file.endswith(".ttc") else 1):
            name = _family(file, face)
            if name is None:
                break
            found.setdefault(name[0], {}).setdefault(name[1], (file, face))
    return found


def _folders() -> Iterator[Path]:
    home = Path.home()
    yield from (home / ".local/share/fonts", home / ".fonts", home / "Library/Fonts")
    yield from map(Path, ("/usr/local/share/fonts", "/usr/share/fonts"))
    yield from map(Path, ("/Library/Fonts", "/System/Library/Fonts"))
    yield Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"


def _family(file: str, face: int) -> tuple[str, str] | None:
    try:
        family, style = ImageFont.truetype(file, 12, face).getname()
    except OSError:
        return None
    return str(family), str(style)


def card(cache: Path, placard: Placard, fonts: Fonts) -> bytes:
    """A share card as PNG, from the folder `cache` or drawn."""
    return _kept(cache, "card", placard, fonts)


def poster(cache: Path, placard: Placard, fonts: Fonts) -> bytes:
    """A poster as PNG, from the folder `cache` or drawn."""
    return _kept(cache, "poster", placard, fonts)


def _kept(cache: Path, kind: str, placard: Placard, fonts: Fonts) -> bytes:
    whole = canonical_json([DRAWING, pillow, kind, repr(placard), fonts.mark])
    draw = _draw_card if kind == "card" else _draw_poster
    return kept(cache / f"{digest(whole.encode())}.png", lambda: draw(placard, fonts))


class _Sheet:
    """A drawing that is filled from the top."""

    def __init__(self, size: tuple[int, int], fonts: Fonts) -> None:
        self.width, self.height = size
        self.picture = Image.new("RGB", size, PAPER)
        self.draw = ImageDraw.Draw(self.picture)
        self.fonts = fonts
        self.y = MARGIN
        self.measure = self.width - 2 * MARGIN

    def font(self, size: int, heavy: bool = False) -> ImageFont.FreeTypeFont:
        file, face = self.fonts.heavy if heavy else self.fonts.plain
        return _font(file, face, size)

    def lines(
        self, lines: Sequence[str], font: ImageFont.FreeTypeFont, colour: str, leading: float
    ) -> None:
        for text in lines:
            self.draw.text((MARGIN, self.y), text, fill=colour, font=font)
            self.y += round(font.size * leading)

    def masthead(self, placard: Placard, size: int) -> None:
        heavy, small = self.font(size, heavy=True), self.font(26)
        self.draw.text((MARGIN, self.y), placard.paper, fill=INK, font=heavy)
        right = self.width - MARGIN
        base = self.y + size
        self.draw.text((right, base), placard.folio, fill=SOFT, font=small, anchor="rs")
        self.y += round(size * 1.35)
        for offset, weight in ((0, 3), (7, 1)):
            top = self.y + offset
            self.draw.rectangle((MARGIN, top, right - 1, top + weight - 1), INK)
        self.y += 36

    def headline(self, text: str, sizes: Sequence[int], most: int) -> None:
        for size in sizes:
            font = self.font(size, heavy=True)
            turned = _turned(text, font, self.measure)
            if len(turned) <= most:
                break
        self.lines(_cut(turned, most, font, self.measure), font, INK, 1.3)

    def paragraph(self, text: str, size: int, colour: str, most: int, leading: float) -> None:
        font = self.font(size)
        broken = _broken(text, font, self.measure)
        self.lines(_cut(broken, most, font, self.measure), font, colour, leading)

    def png(self) -> bytes:
        method, dither = Image.Quantize.FASTOCTREE, Image.Dither.NONE
        flat = self.picture.quantize(COLOURS, method=method, dither=dither)
        buffer = io.BytesIO()
        flat.save(buffer, "PNG", compress_level=6)
        return buffer.getvalue()


def _draw_card(placard: Placard, fonts: Fonts) -> bytes:
    sheet = _Sheet(CARD, fonts)
    sheet.y = 48
    sheet.masthead(placard, 52)
    if placard.kicker:
        sheet.paragraph(placard.kicker, 30, ACCENT, 1, 1.5)
    sheet.headline(placard.headline, (74, 66, 58, 50), 3)
    sheet.y += 8
    if placard.deck:
        sheet.paragraph(placard.deck, 30, SOFT, 1, 1.5)
    sheet.y += 14
    room = (sheet.height - 40 - sheet.y) // round(28 * 1.6)
    if room > 0:
        sheet.paragraph(placard.lede, 28, SOFT, min(room, 4), 1.6)
    return sheet.png()


def _draw_poster(placard: Placard, fonts: Fonts) -> bytes:
    sheet = _Sheet(POSTER, fonts)
    sheet.masthead(placard, 72)
    foot = sheet.height - MARGIN - QR_SIZE
    sheet.y += 12
    if placard.kicker:
        sheet.paragraph(placard.kicker, 36, ACCENT, 2, 1.5)
    sheet.headline(placard.headline, (88, 78, 68, 60), 4)
    sheet.y += 14
    if placard.deck:
        sheet.paragraph(placard.deck, 36, SOFT, 2, 1.5)
    sheet.y += 16
    for text in (placard.note, placard.byline):
        if text:
            sheet.paragraph(text, 28, SOFT, 2, 1.6)
    sheet.y += 12
    room = (foot - 48 - sheet.y) // round(38 * 1.8)
    if room > 0:
        sheet.paragraph(placard.lede, 38, INK, room, 1.8)
    right = sheet.width - MARGIN
    sheet.draw.rectangle((MARGIN, foot - 30, right - 1, foot - 29), RULE)
    _draw_code(sheet, placard.url, (right - QR_SIZE, foot))
    sheet.y = foot + 24
    sheet.measure -= QR_SIZE + 40
    sheet.paragraph(placard.scan, 36, INK, 1, 1.6)
    if placard.subtitle:
        sheet.paragraph(placard.subtitle, 26, SOFT, 1, 1.6)
    sheet.paragraph(placard.url, 22, SOFT, 3, 1.5)
    return sheet.png()


def _draw_code(sheet: _Sheet, url: str, corner: tuple[int, int]) -> None:
    """A QR code (ISO/IEC 18004) that fits QR_SIZE; the paper around it is its quiet zone."""
    rows = segno.make(url, error="m", micro=False).matrix
    module = QR_SIZE // len(rows)
    left, top = (value + (QR_SIZE - module * len(rows)) // 2 for value in corner)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                at_x, at_y = left + x * module, top + y * module
                sheet.draw.rectangle((at_x, at_y, at_x + module - 1, at_y + module - 1), INK)


@lru_cache(maxsize=64)
def _font(file: str, face: int, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout is in every build of the library; the other one is not.
    return ImageFont.truetype(file, size, face, layout_engine=ImageFont.Layout.BASIC)


def _turned(headline: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """A headline in lines that turn at its spaces, and between its phrases where these fit."""
    if headline.isascii():
        return _broken(headline, font, width)
    lines: list[str] = []
    for clause in headline.split(" "):
        line = ""
        for phrase in phrases(clause):
            if line and font.getlength(line + phrase) > width:
                lines += _broken(line, font, width)
                line = ""
            line += phrase
        lines += _broken(line, font, width)
    return lines


def _broken(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """A text in lines: words stay whole, no line begins with a closing mark."""
    lines: list[str] = []
    line: list[str] = []
    for word in _words(text, font, width):
        if line and font.getlength("".join([*line, word])) > width:
            carried: list[str] = []
            if not word.isspace():
                while line[1:] and (word in NO_START or line[-1] in NO_END):
                    word_before = line.pop()
                    carried.insert(0, word_before)
                    word_starts = word_before not in NO_START
                    if word_starts and line[-1] not in NO_END:
                        break
            lines.append("".join(line).rstrip())
            line = [*carried, *([] if word.isspace() else [word])]
        else:
            line.append(word)
    return [*lines, "".join(line).rstrip()] if line else lines


def _words(text: str, font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    """What may not be broken: words, and single characters of one that no line can hold."""
    for word in _WORD.findall(text):
        if len(word) > 1 and font.getlength(word) > width:
            yield from word
        else:
            yield word


def _cut(
    lines: Sequence[str], most: int, font: ImageFont.FreeTypeFont, width: int
) -> Sequence[str]:
    if len(lines) <= most:
        return lines
    last = lines[most - 1].rstrip("…")
    while last and font.getlength(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip('，。、：；')}…"]
