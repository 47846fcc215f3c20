"""A small paper whose first print page has a picture, with an area of one colour for each story."""

from __future__ import annotations

import shutil
from pathlib import Path

from PIL import Image, ImageDraw

COLOURS = {"01-01": (200, 30, 30), "01-02": (30, 160, 30), "ad": (30, 30, 200)}
LAYOUT = """\
page: 1
width: 300.0
height: 400.0
stories:
- place: 01-02
  kind: article
  polygon: [[[10.0, 210.0], [140.0, 210.0], [140.0, 390.0], [10.0, 390.0]]]
  blocks:
  - {id: b1, role: headline, box: [15.0, 215.0, 135.0, 240.0]}
  - {id: b2, role: body, box: [15.0, 260.0, 135.0, 385.0]}
- place: 01-01
  kind: article
  polygon: [[[10.0, 10.0], [290.0, 10.0], [290.0, 390.0], [160.0, 390.0], [160.0, 190.0], [10.0, 190.0]]]
"""  # noqa: E501 - as the press prints it


def add_print_pages(root: Path) -> Path:
    """Gives the base paper's edition pictures and PDFs of two pages; returns its folder."""
    edition = root / "content/editions/2024-03-01"
    (edition / "pages").mkdir()
    picture = Image.new("RGB", (900, 1200), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 30, 869, 569), COLOURS["01-01"])
    draw.rectangle((480, 30, 869, 1169), COLOURS["01-01"])
    draw.rectangle((30, 630, 419, 1169), COLOURS["01-02"])
    picture.save(edition / "pages/01.png")
    for number in (1, 2):
        picture.save(edition / f"pages/0{number}.pdf")
    shutil.copy(edition / "pages/01.png", edition / "pages/02.png")
    (edition / "edition.md").write_text(
        "---\ndate: 2024-03-01\npages:\n"
        "- {number: 1, name: 要闻, image: pages/01.png, pdf: pages/01.pdf}\n"
        "- {number: 2, name: 副刊, image: pages/02.png, pdf: pages/02.pdf}\n---\n"
    )
    (edition / "page-01.layout.yaml").write_text(LAYOUT)
    (edition / "02-01-moon.md").write_text("---\ntitle: 月亮\npage: 2\norder: 1\n---\n\n圆。\n")
    return edition
