"""Draws pages with what the press reads from them: `show.py FOLDER NAME…` writes NAME.png there.

Outlines of stories in colours with their numbers, outlines of the truth in black.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pypdfium2
from PIL import ImageDraw

from broadsheet.pdf.reader import read_sheet
from broadsheet.pdf.segment import read_page

COLOURS = ("#d00", "#08c", "#090", "#c0c", "#c80", "#066", "#a05", "#55f", "#770")


def main() -> None:
    folder = Path(sys.argv[1])
    for name in sys.argv[2:]:
        with pypdfium2.PdfDocument(folder / f"{name}.pdf") as document:
            reading = read_page(read_sheet(document[0]))
            picture = document[0].render(scale=1.0).to_pil().convert("RGB")
        pen = ImageDraw.Draw(picture)
        truth = folder / f"{name}.truth.json"
        if truth.is_file():
            for article in json.loads(truth.read_text(encoding="utf-8"))["articles"]:
                for ring in article["polygon"]:
                    pen.polygon([tuple(p) for p in ring], outline="#000", width=5)
        for n, story in enumerate(reading.stories):
            colour = COLOURS[n % len(COLOURS)]
            for ring in story.rings:
                pen.polygon(ring, outline=colour, width=2)
            for k, part in enumerate(story.parts):
                pen.rectangle((part.box.x0, part.box.y0, part.box.x1, part.box.y1), outline=colour)
                text = f"{n}.{k} {part.role[:4]}"
                pen.text((part.box.x0, part.box.y0 - 4), text, fill=colour)
        picture.save(folder / f"{name}.png")


if __name__ == "__main__":
    main()
