"""An issue as a library delivers it: METS and ALTO in several versions, units and habits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from PIL import Image

SPACES = {2: "http://www.loc.gov/standards/alto/ns-v2#", 3: "http://www.loc.gov/standards/alto/ns-v3#",
          4: "http://www.loc.gov/standards/alto/ns-v4#"}  # fmt: skip
UNITS = {"mm10": 254 / 72, "inch1200": 1200 / 72, "pixel": 200 / 72}
"""Units a point; scans of 200 dots an inch."""
WIDTH, HEIGHT = 540.0, 720.0
"""Points of a page."""


@dataclass
class Block:
    """A block of text in points, or a picture where it has no lines."""

    id: str
    x: float
    y: float
    width: float
    lines: Sequence[str] = ()
    size: float = 9.0
    height: float = 0.0
    attributes: str = ""

    @property
    def high(self) -> float:
        return self.height or len(self.lines) * self.size * 1.4


HEAD = Block("TB1", 40, 60, 460, ["Lock-keepers hold the bank"], 26)
OVER = Block("TB0", 40, 40, 300, ["THE RIVER IN FLOOD"], 12)
BY = Block("TB2", 40, 104, 200, ["By Edwin Halloway"], 10)
TEXT = Block(
    "TB3", 40, 130, 220,
    [
        "> The Wendle rose four feet between dusk and mid-",
        "night on Thursday, and every sluice from Ash Mill",
        "to the town bridge stood open by one o'clock.",
        "> Mrs. Dora Penhale, who keeps the upper lock, said",
        "that she had not seen such water since the year her",
        "daughter was born, and that the bank held because",
    ],
)  # fmt: skip
MORE = Block(
    "TB4", 280, 130, 220,
    ["forty men had stood on it with sandbags.", "> The waterworks will report on Monday."],
)  # fmt: skip
PLATE = Block("IL1", 280, 190, 220, height=120)
CAPTION = Block("TB5", 280, 314, 220, ["The upper lock at dawn."], 8)
AD = Block("AD1", 40, 400, 460, ["TREMLETT'S SEED POTATOES, Market Row."], 14)
FOLIO = Block("TB9", 40, 14, 200, ["No. 2,114   Friday, 3 May 1935"], 8)
FETE = Block("TB6", 40, 60, 300, ["Fete moved to the drill hall"], 20)
FETE_TEXT = Block(
    "TB7", 40, 100, 220,
    ["> The Whitsun fete will be held in the drill hall.", "Tickets bought for the meadow stand."],
)  # fmt: skip
REST = Block("TB8", 280, 100, 220, ["> A fund for the lock has been opened at the bank."])
PAGES = (
    (FOLIO, OVER, HEAD, BY, TEXT, MORE, PLATE, CAPTION, AD),
    (FETE, FETE_TEXT, REST),
)
STORIES = """
<mets:div TYPE="ARTICLE" LABEL="Lock-keepers hold the bank" DMDID="MODS1"><mets:div TYPE="HEADING">
<mets:div TYPE="OVERLINE">{TB0@1}</mets:div><mets:div TYPE="TITLE">{TB1@1}</mets:div>
<mets:div TYPE="AUTHOR">{TB2@1}</mets:div></mets:div>
<mets:div TYPE="BODY"><mets:div TYPE="PARAGRAPH">{TB3@1}</mets:div>
<mets:div TYPE="PARAGRAPH">{TB4@1}</mets:div><mets:div TYPE="ILLUSTRATION">{IL1@1}
<mets:div TYPE="CAPTION">{TB5@1}</mets:div></mets:div>
<mets:div TYPE="PARAGRAPH">{TB8@2}</mets:div></mets:div></mets:div>
<mets:div TYPE="ADVERTISEMENT">{AD1@1}</mets:div>
<mets:div TYPE="SECTION"><mets:div TYPE="ARTICLE"><mets:div TYPE="HEADING">{TB6@2}</mets:div>
<mets:div TYPE="BODY">{TB7@2}</mets:div></mets:div></mets:div>
"""


def alto(
    blocks: Sequence[Block], *, version: int, unit: str, image: str = "", ocr: str = ""
) -> str:
    """A file of ALTO. A line that begins with `>` is indented, one that ends with `-` is cut."""
    scale = UNITS[unit]

    def place(x: float, y: float, width: float, height: float) -> str:
        sides = [round(side * scale, 1) for side in (x, y, width, height)]
        sides = sides if unit == "mm10" else [round(side) for side in sides]
        return 'HPOS="{}" VPOS="{}" WIDTH="{}" HEIGHT="{}"'.format(*sides)

    made = []
    for block in blocks:
        where = place(block.x, block.y, block.width, block.high)
        if not block.lines:
            made.append(f'<Illustration ID="{block.id}" {where}/>')
            continue
        lines = "".join(
            _line(block, n, place, second=n > 0 and block.lines[n - 1].endswith("-"))
            for n in range(len(block.lines))
        )
        made.append(f'<TextBlock ID="{block.id}" {where} {block.attributes}>{lines}</TextBlock>')
    size = f'WIDTH="{round(WIDTH * scale)}" HEIGHT="{round(HEIGHT * scale)}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<alto xmlns="{SPACES[version]}"><Description>'
        f"<MeasurementUnit>{unit}</MeasurementUnit><sourceImageInformation><fileName>{image}"
        f"</fileName></sourceImageInformation>{ocr}</Description><Layout>"
        f'<Page ID="P1" PHYSICAL_IMG_NR="1" {size}><PrintSpace>{"".join(made)}</PrintSpace></Page>'
        "</Layout></alto>\n"
    )


def _line(block: Block, n: int, place: object, *, second: bool) -> str:
    """Words of equal width to the character; a cut word says what it is whole."""
    text = block.lines[n]
    indent = 18 * text.startswith(">")
    words = text.lstrip("> ").split()
    step = (block.width - indent) / (sum(map(len, words)) + len(words))
    top, x = block.y + n * block.size * 1.4, block.x + indent
    pieces = []
    for k, word in enumerate(words):
        more = ""
        if second and k == 0:
            start = block.lines[n - 1].split()[-1].rstrip("-")
            more = f' SUBS_TYPE="HypPart2" SUBS_CONTENT="{start}{word}"'
        shown = word.rstrip("-")
        if shown != word and k == len(words) - 1:
            rest = block.lines[n + 1].split()[0]
            more = f' SUBS_TYPE="HypPart1" SUBS_CONTENT="{shown}{rest}"'
        where = place(x, top, step * len(word), block.size)  # type: ignore[operator]
        pieces.append(f"<String CONTENT={quoteattr(shown)}{more} {where}/>")
        x += step * (len(word) + 1)
    cut = '<HYP CONTENT="-"/>' if text.endswith("-") else ""
    where = place(block.x + indent, top, block.width - indent, block.size)  # type: ignore[operator]
    return f"<TextLine {where}>{'<SP/>'.join(pieces)}{cut}</TextLine>"


def mets(stories: str = STORIES, pages: int = 2) -> str:
    """The METS of an issue whose ALTO files are `text/p1.xml` …"""
    for number in range(1, pages + 1):
        for block in [one.id for one in PAGES[number - 1]]:
            area = f'<mets:area FILEID="ALTO{number}" BETYPE="IDREF" BEGIN="{block}"/>'
            stories = stories.replace(f"{{{block}@{number}}}", f"<mets:fptr>{area}</mets:fptr>")
    files = "".join(
        f'<mets:file ID="{kind}{n}" MIMETYPE="{mime}"><mets:FLocat LOCTYPE="URL" '
        f'xlink:href="file://./{path}"/></mets:file>'
        for n in range(1, pages + 1)
        for kind, mime, path in (
            ("IMG", "image/tiff", f"scans/p{n}.tif"),
            ("ALTO", "text/xml", f"text/p{n}.xml"),
        )
    )
    sheets = "".join(
        f'<mets:div TYPE="PAGE" ORDER="{n}" ORDERLABEL="{n}"><mets:fptr><mets:par>'
        f'<mets:area FILEID="IMG{n}"/><mets:area FILEID="ALTO{n}"/></mets:par></mets:fptr>'
        "</mets:div>"
        for n in range(1, pages + 1)
    )
    logical = (
        f'<mets:structMap TYPE="LOGICAL"><mets:div TYPE="Newspaper"><mets:div TYPE="ISSUE">'
        f"{stories}</mets:div></mets:div></mets:structMap>"
        if stories
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<mets:mets xmlns:mets="http://www.loc.gov/METS/" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:MODS="http://www.loc.gov/mods/v3">'
        '<mets:dmdSec ID="ISSUE"><mets:mdWrap MDTYPE="MODS"><mets:xmlData><MODS:mods><MODS:part>'
        '<MODS:detail type="issue"><MODS:number>2114</MODS:number></MODS:detail></MODS:part>'
        "<MODS:originInfo><MODS:dateIssued>1935-05-03</MODS:dateIssued></MODS:originInfo>"
        "</MODS:mods></mets:xmlData></mets:mdWrap></mets:dmdSec>"
        f"<mets:fileSec><mets:fileGrp>{files}</mets:fileGrp></mets:fileSec>"
        f'<mets:structMap TYPE="PHYSICAL"><mets:div TYPE="ISSUE">{sheets}</mets:div>'
        "</mets:structMap>"
        f"{logical}</mets:mets>\n"
    )


def deliver(folder: Path, *, version: int = 2, unit: str = "mm10", stories: str = STORIES) -> Path:
    """A folder of an issue of two pages, with scans as TIFF."""
    for name in ("text", "scans"):
        (folder / name).mkdir(parents=True)
    for n, blocks in enumerate(PAGES, 1):
        text = alto(blocks, version=version, unit=unit, image=f"p{n}.tif")
        (folder / f"text/p{n}.xml").write_text(text, encoding="utf-8")
        scan = Image.new("L", (round(WIDTH * 200 / 72), round(HEIGHT * 200 / 72)), 240)
        scan.save(folder / f"scans/p{n}.tif", dpi=(200, 200), compression="tiff_lzw")
    (folder / "mets.xml").write_text(mets(stories), encoding="utf-8")
    return folder
