"""Packages for libraries: METS and ALTO that say what the page shows."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import etree
from PIL import Image

from broadsheet.alto.export import export
from broadsheet.amend import withdraw
from tests.page_kit import add_print_pages
from tests.pdf_kit import blindfold

A = "{http://www.loc.gov/standards/alto/ns-v4#}"
M = "{http://www.loc.gov/METS/}"
MODS = "{http://www.loc.gov/mods/v3}"
SCHEMAS = Path(__file__).parent / "data/schemas"
HREF = "{http://www.w3.org/1999/xlink}href"
Press = Callable[..., object]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory, repository: Path, press: Press) -> Path:
    """The package of the sample paper's special issue."""
    folder = tmp_path_factory.mktemp("packed")
    root = folder / "paper"
    shutil.copytree(repository / "content", root / "content")
    done = press("--root", root, "export", "--alto", folder / "out")
    assert done.returncode == 0, done.stderr  # type: ignore[attr-defined]
    assert [path.name for path in (folder / "out").iterdir()] == ["2025-10-22-2"]
    return folder / "out/2025-10-22-2"


def page(folder: Path, number: int) -> ElementTree.Element:
    return ElementTree.parse(folder / f"alto/{number:02d}.xml").getroot()


def text_of(block: ElementTree.Element) -> str:
    return "".join(string.get("CONTENT", "") for string in block.iter(f"{A}String"))


def test_every_file_that_mets_names_is_there_and_every_pointer_leads_somewhere(
    packed: Path,
) -> None:
    mets = ElementTree.parse(packed / "mets.xml").getroot()
    files = {f.get("ID"): f.find(f"{M}FLocat").get(HREF) for f in mets.iter(f"{M}file")}  # type: ignore[union-attr]
    there = {p.relative_to(packed).as_posix() for p in packed.rglob("*") if p.is_file()}
    assert there == {*files.values(), "mets.xml"}
    assert len(files) == 6
    ids = [e.get("ID") for e in mets.iter() if e.get("ID")]
    assert len(set(ids)) == len(ids)
    records = {e.get("ID") for e in mets.iter(f"{M}dmdSec")}
    divisions = list(mets.iter(f"{M}div"))
    assert {d.get("DMDID") for d in divisions if d.get("DMDID")} == records
    assert {f.get("FILEID") for f in mets.iter(f"{M}fptr") if f.get("FILEID")} == set(files)
    blocks = {
        (name, block.get("ID"))
        for name, path in files.items()
        if path and path.startswith("alto/")
        for block in ElementTree.parse(packed / path).getroot().iter(f"{A}ComposedBlock")
    }
    pointed = [(a.get("FILEID"), a.get("BEGIN")) for a in mets.iter(f"{M}area")]
    assert set(pointed) == blocks
    assert len(pointed) == len(set(pointed)) == 8


class Beside(etree.Resolver):
    """Finds what a schema imports where it lies, not at its address."""

    def resolve(self, url: str, public: object, context: object) -> object:
        return self.resolve_filename(str(SCHEMAS / url.rpartition("/")[2]), context)


@pytest.mark.parametrize(
    ("schema", "files"), [("alto-4-2.xsd", "alto/*.xml"), ("mets.xsd", "mets.xml")]
)
def test_what_is_written_is_valid_by_the_schemas_of_the_library_of_congress(
    packed: Path, schema: str, files: str
) -> None:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Beside())
    valid = etree.XMLSchema(etree.parse(SCHEMAS / schema, parser))
    for path in packed.glob(files):
        valid.assertValid(etree.parse(path))
        broken = path.read_bytes().replace(b"<alto:Layout>", b"<alto:Layout><alto:Page/>")
        broken = broken.replace(b"<mets:fileSec>", b"<mets:fileSec><mets:page/>")
        assert not valid.validate(etree.fromstring(broken)), "a schema that finds nothing"


def test_the_logical_structure_has_the_stories_in_order_with_their_records(packed: Path) -> None:
    mets = ElementTree.parse(packed / "mets.xml").getroot()
    articles = [d for d in mets.iter(f"{M}div") if d.get("TYPE") == "ARTICLE"]
    assert [d.get("ORDER") for d in articles] == [str(n) for n in range(1, 9)]
    assert articles[0].get("LABEL") == "天还没亮，红叶坪先亮了"
    record = next(e for e in mets if e.get("ID") == articles[0].get("DMDID"))
    assert [n.text for n in record.iter(f"{MODS}namePart")] == ["骆青禾", "巫小川"]
    issue = next(e for e in mets if e.get("ID") == "DMD-ISSUE")
    assert issue.find(f".//{MODS}dateIssued").text == "2025-10-22"  # type: ignore[union-attr]
    order = [child.tag.removeprefix(M) for child in mets]
    assert order == ["metsHdr", *["dmdSec"] * 9, "fileSec", "structMap", "structMap"]


@pytest.mark.parametrize("number", [1, 2])
def test_the_lines_of_a_page_lie_in_their_blocks_and_say_what_is_printed(
    packed: Path, number: int
) -> None:
    pytest.importorskip("pypdfium2")
    root = page(packed, number)
    assert [child.tag.removeprefix(A) for child in root] == ["Description", "Tags", "Layout"]
    (sheet,) = root.iter(f"{A}Page")
    with Image.open(packed / f"pages/{number:02d}.png") as picture:
        assert [sheet.get("WIDTH"), sheet.get("HEIGHT")] == [str(side) for side in picture.size]
    tags = {tag.get("ID") for tag in root.iter(f"{A}LayoutTag")}
    lines = 0
    for block in root.iter(f"{A}TextBlock"):
        assert set((block.get("TAGREFS") or "").split()) <= tags
        x, y, w, h = (int(block.get(k) or "") for k in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
        for line in block.iter(f"{A}TextLine"):
            lines += 1
            left, top, across, down = (
                int(line.get(k) or "") for k in ("HPOS", "VPOS", "WIDTH", "HEIGHT")
            )
            assert x <= left + across / 2 <= x + w
            assert y <= top + down / 2 <= y + h
            assert across > 0
            assert down > 0
    assert lines > 60
    story = next(root.iter(f"{A}ComposedBlock"))
    printed = text_of(story)
    assert ("先别拍了，看看。" if number == 1 else "像拍一个不大争气的孩子。") in printed


def test_without_a_pdf_each_block_says_what_its_role_says(
    paper: Callable[..., Path], tmp_path: Path, now: dt.datetime
) -> None:
    root = paper("base")
    edition = add_print_pages(root)
    for file in edition.glob("pages/*.pdf"):
        file.unlink()
    text = (edition / "edition.md").read_text()
    (edition / "edition.md").write_text(
        text.replace(", pdf: pages/01.pdf", "").replace(", pdf: pages/02.pdf", "")
    )
    packed = export(root, tmp_path / "out", now)
    assert (packed.editions, packed.pages) == (1, 1)
    blocks = {
        block.get("ID"): text_of(block)
        for block in page(tmp_path / "out/2024-03-01", 1).iter(f"{A}TextBlock")
    }
    assert blocks["b1"] == "渡船添了顶棚"
    assert len(blocks["b2"]) > 20


def test_the_same_issue_gives_the_same_bytes_and_nothing_of_what_was_withdrawn(
    paper: Callable[..., Path],
    tmp_path: Path,
    now: dt.datetime,
    tree: Callable[[Path], dict[str, bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = paper("base")
    add_print_pages(root)
    # its pages are plain colours: nobody needs to read them from their pictures
    monkeypatch.setenv("PYTHONPATH", str(blindfold(tmp_path / "blind")))
    for name in ("one", "two"):
        export(root, tmp_path / name, now)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    withdraw(root, "2024-03-01/01-02", "失实", dt.date(2024, 3, 2))
    export(root, tmp_path / "three", now)
    files = tree(tmp_path / "three")
    assert not any("渡船".encode() in data for data in files.values())
    assert "2024-03-01/pages/01.pdf" not in files
    whole = tree(tmp_path / "one")
    assert files["2024-03-01/pages/01.png"] != whole["2024-03-01/pages/01.png"]
