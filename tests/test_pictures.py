"""Pictures: smaller copies for small screens, upright, the same bytes; what is left as it is."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from PIL import ExifTags, Image

from broadsheet import check, pictures
from broadsheet import press as presses
from broadsheet.problems import NewspaperError

EDITION = "content/editions/2024-03-01"


@pytest.fixture
def root(paper: Callable[..., Path]) -> Path:
    root = paper("base")
    (root / EDITION / "images").mkdir()
    return root


def photo(width: int = 1200, height: int = 800, **options: object) -> bytes:
    """A gradient, red at the top left."""
    base = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (base, base.rotate(180), base))
    picture.paste((255, 0, 0), (0, 0, width // 4, height // 4))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90, **options)
    return buffer.getvalue()


def on_its_side() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    return photo(exif=exif.tobytes())


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (1200, 300), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def lay(root: Path, data: bytes, name: str = "images/秋.jpg", body: str = "正文。") -> None:
    (root / EDITION / name).write_bytes(data)
    front = f"title: 图\npage: 1\norder: 3\nimages:\n- {{src: {name}, caption: 秋}}"
    story = root / EDITION / "01-03-picture.md"
    story.write_text(f"---\n{front}\n---\n\n{body}\n", "utf-8")


def image(root: Path, place: str = "01-03") -> html.HtmlElement:
    tree = html.parse(root / f"site/2024/03/01/{place}/index.html")
    (found,) = tree.xpath("//article//figure/img")
    return found


def test_a_photograph_comes_in_sizes_below_its_own(root: Path, now: dt.datetime) -> None:
    lay(root, photo())
    presses.build(root, root / "site", now=now)
    shown = image(root)
    base = "../../../../2024/03/01/images/%E7%A7%8B.jpg"
    assert shown.get("srcset") == f"{base}.480.webp 480w, {base}.960.webp 960w, {base} 1200w"
    assert (shown.get("width"), shown.get("height")) == ("1200", "800")
    assert shown.get("sizes")
    for width in (480, 960):
        with Image.open(root / f"site/2024/03/01/images/秋.jpg.{width}.webp") as copy:
            assert copy.size == (width, width * 2 // 3)
    assert (root / "site/2024/03/01/images/秋.jpg").read_bytes() == photo()


def test_a_photograph_taken_on_its_side_stands_upright(root: Path, now: dt.datetime) -> None:
    lay(root, on_its_side())
    presses.build(root, root / "site", now=now)
    assert (image(root).get("width"), image(root).get("height")) == ("800", "1200")
    with Image.open(root / "site/2024/03/01/images/秋.jpg.480.webp") as copy:
        assert copy.size == (480, 720)
        red, green, _ = copy.convert("RGB").getpixel((470, 10))  # type: ignore[misc]
        assert red > 200 > 100 > green


def test_a_picture_inside_the_text_keeps_its_place_free(root: Path, now: dt.datetime) -> None:
    (root / EDITION / "images/夏 天.png").write_bytes(photo(600, 300))
    lay(root, photo(), body="![夏](images/夏%20天.png)")
    presses.build(root, root / "site", now=now)
    (shown,) = html.parse(root / "site/2024/03/01/01-03/index.html").xpath("//*[@data-body]//img")
    base = "../../../../2024/03/01/images/%E5%A4%8F%20%E5%A4%A9.png"
    assert (shown.get("width"), shown.get("height")) == ("600", "300")
    assert shown.get("srcset") == f"{base}.480.webp 480w, {base} 600w"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.gif", animated("GIF")),
        ("a.webp", animated("WEBP")),
        ("a.png", animated("PNG")),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="300"/>'),
    ],
)
def test_drawings_and_moving_pictures_stay_as_they_are(
    root: Path, now: dt.datetime, name: str, data: bytes
) -> None:
    lay(root, data, f"images/{name}")
    presses.build(root, root / "site", now=now)
    assert image(root).get("srcset") is None
    assert (image(root).get("width"), image(root).get("height")) == ("1200", "300")
    assert [p.name for p in (root / "site/2024/03/01/images").iterdir()] == [name]
    assert (root / "site/2024/03/01/images" / name).read_bytes() == data


def test_a_damaged_picture_does_not_stop_the_press(root: Path, now: dt.datetime) -> None:
    lay(root, photo()[:4000])
    presses.build(root, root / "site", now=now)
    assert (root / "site/2024/03/01/images/秋.jpg").read_bytes() == photo()[:4000]


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(13000, 13000), (60000, 60000)])
def test_a_picture_that_would_fill_the_memory_is_refused(
    root: Path, now: dt.datetime, width: int, height: int
) -> None:
    lay(root, png_that_claims(width, height), "images/bomb.png")
    with pytest.raises(NewspaperError) as caught:
        presses.build(root, root / "site", now=now)
    (fault,) = caught.value.problems
    assert (fault.code, fault.path) == ("picture-huge", f"{EDITION}/images/bomb.png")
    assert "one may have up to 150" in fault.message
    assert [found.code for found in check.check(root)] == ["picture-huge"]
    assert not (root / "site/index.html").exists()


def test_copies_are_made_once(
    root: Path, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(root, photo())
    presses.build(root, root / "site", now=now)
    kept = sorted(p.name for p in (root / ".cache/pictures").iterdir())
    assert len(kept) == 2
    monkeypatch.setattr(pictures, "_smaller", None)  # any call would fail
    presses.build(root, root / "another", now=now)
    story = root / EDITION / "01-03-picture.md"
    story.write_text(story.read_text("utf-8").replace("正文", "改过的正文"), "utf-8")
    written = presses.build(root, root / "site", now=now).written
    assert not [path for path in written if path.endswith(".webp")]
    assert sorted(p.name for p in (root / ".cache/pictures").iterdir()) == kept


def test_a_picture_that_changes_changes_its_copies(root: Path, now: dt.datetime) -> None:
    lay(root, photo())
    presses.build(root, root / "site", now=now)
    lay(root, photo(700, 700))
    presses.build(root, root / "site", now=now)
    names = sorted(p.name for p in (root / "site/2024/03/01/images").iterdir())
    assert names == ["秋.jpg", "秋.jpg.480.webp"]
    with Image.open(root / "site/2024/03/01/images/秋.jpg.480.webp") as copy:
        assert copy.size == (480, 480)


def test_what_no_story_shows_any_more_leaves_the_cache_when_all_is_printed(
    root: Path, now: dt.datetime
) -> None:
    def copies() -> set[str]:
        return {path.name for path in (root / ".cache/pictures").iterdir()}

    second = root / "content/editions/2024-03-02"
    second.mkdir()
    (second / "edition.md").write_text("---\ndate: 2024-03-02\n---\n", "utf-8")
    story = second / "01-01-second.md"
    story.write_text("---\ntitle: 次日\npage: 1\norder: 1\n---\n\n正文。\n", "utf-8")
    lay(root, photo())
    presses.build(root, root / "site", now=now)
    before = copies()
    story.write_text(story.read_text("utf-8").replace("正文", "改过的正文"), "utf-8")
    presses.build(root, root / "site", now=now)
    assert copies() == before
    lay(root, photo(700, 700))
    template = root / "templates/article.html"
    template.write_text(template.read_text("utf-8") + "{# anew #}", "utf-8")
    presses.build(root, root / "site", now=now)
    assert len(copies()) == 1
    assert not copies() & before


def test_clear_parts_stay_clear_and_grey_photographs_grey(tmp_path: Path) -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (900, 300), (255, 0, 0, 0)).save(clear, "PNG")
    copy = pictures.smaller(tmp_path, clear.getvalue(), 480)
    assert copy is not None
    assert Image.open(io.BytesIO(copy)).getpixel((5, 5))[3] == 0  # type: ignore[index]
    for mode in ("CMYK", "L", "P", "1", "I;16", "LA"):
        data = io.BytesIO()
        kind = "JPEG" if mode == "CMYK" else "PNG"
        Image.new(mode, (900, 300)).save(data, kind)
        made = pictures.smaller(tmp_path, data.getvalue(), 480)
        assert made is not None, mode
        assert Image.open(io.BytesIO(made)).size == (480, 160)
