"""The law of the press: whatever happened before, a build gives the bytes of a clean build.

The templates here print the whole context of every sheet, so that whatever a template could
print must be covered by a fingerprint.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PIL import Image

from broadsheet import frontmatter
from broadsheet.manuscript import article_name, print_article, print_edition
from broadsheet.model import (
    Article,
    Author,
    Correction,
    Edition,
    EditionKey,
    Jump,
    Page,
    Picture,
    Withdrawal,
)
from broadsheet.press import build
from broadsheet.problems import NewspaperError
from broadsheet.render import CONTEXTS

T = TypeVar("T")
LONG = bool(os.environ.get("SOAK"))
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where there is one: thousands of small files are written and read back."""
BEGIN = dt.datetime(2024, 3, 10, 4, tzinfo=dt.UTC)
PICTURES = ("images/a.svg", "images/图 b.svg", "images/c.png")
DAYS = ("2023-12-29", "2024-03-01", "2024-03-08", "2024-03-08-2", "2024-03-12", "2025-01-01")
NAMES = ("甲", "乙", "A/B", "某 某", "..", "x" * 130)
WORDS = ("春水", "旧堰", "<b>闸</b>", '& "桥"', "Ferry 12:30", "茶")

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
maybe = lambda strategy: st.none() | strategy  # noqa: E731
moments = st.integers(-30, 90).map(lambda hours: BEGIN + dt.timedelta(hours=hours))
days = st.sampled_from(DAYS).map(EditionKey.parse)
bodies = st.one_of(
    words.map(lambda text: f"{text}。\n"),
    st.tuples(words, st.sampled_from(PICTURES)).map(
        lambda t: f"## {t[0]}\n\n![{t[0]}](<{t[1]}>)\n"
    ),
)
articles = st.builds(
    Article,
    page=st.integers(1, 3),
    order=st.integers(1, 3),
    title=words,
    kicker=maybe(words),
    deck=maybe(words),
    column=maybe(st.sampled_from(NAMES)),
    dateline=maybe(st.just("本报讯")),
    authors=st.lists(
        st.builds(Author, st.sampled_from(NAMES), maybe(st.just("记者"))), max_size=2
    ).map(tuple),
    images=st.lists(st.builds(Picture, st.sampled_from(PICTURES), maybe(words)), max_size=2).map(
        tuple
    ),
    jump=maybe(st.builds(Jump, to=st.integers(1, 3))),
    corrections=st.lists(
        st.builds(Correction, st.dates(dt.date(2024, 3, 1), dt.date(2024, 3, 9)), words), max_size=1
    ).map(tuple),
    withdrawn=maybe(st.builds(Withdrawal, st.just(dt.date(2024, 3, 9)), words)),
    publish_at=maybe(moments),
    draft=st.sampled_from([False, False, False, True]),
    review=st.sampled_from([(), ("headline-missing",), ("truncated-end",)]),
    body=bodies,
    slug=st.sampled_from(["", "a", "b", "溪"]),
)
pages = st.lists(
    st.builds(Page, st.integers(1, 4), st.sampled_from(["A1", "B"]), maybe(words)),
    max_size=2,
    unique_by=lambda page: page.sequence,
).map(tuple)
papers = st.fixed_dictionaries(
    {"title": words},
    optional={
        "base_url": st.sampled_from(["https://example.org/", "https://example.org/paper/"]),
        "language": st.sampled_from(["zh-Hans", "en"]),
        "timezone": st.sampled_from(["Asia/Shanghai", "America/Lima"]),
        "page_names": st.just({1: "要闻", 3: "副刊"}),
        "publisher": words,
        "epub": st.booleans(),
        "feed": st.builds(dict, editions=st.integers(1, 3)),
    },
)


class Newsroom(RuleBasedStateMachine):
    """Editors at work on one newspaper, building whenever they like."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="broadsheet-", dir=MEMORY))
        self.root = self.folder / "paper"
        self.editions = self.root / "content" / "editions"
        self.pages = self.root / "content" / "pages"
        self.templates = self.root / "templates"
        self.output = self.root / "site"
        self.now = BEGIN
        self.clean = 0

    def teardown(self) -> None:
        try:
            self.build_and_compare()
        finally:
            shutil.rmtree(self.folder)

    @initialize(stories=st.lists(articles, min_size=1, max_size=3))
    def found_the_newspaper(self, stories: list[Article]) -> None:
        for folder in (self.editions, self.pages, self.templates / "assets" / "css"):
            folder.mkdir(parents=True)
        (self.root / "content" / "newspaper.yaml").write_text("title: 澄溪周报\n")
        for name, context in CONTEXTS.items():
            template = self.templates / name
            template.parent.mkdir(exist_ok=True)
            template.write_text("".join(f"{{{{ {field} }}}}\n" for field in context._fields))
        (self.templates / "assets" / "css" / "base.css").write_text("body {}\n")
        self.issue("2024-03-01", stories)
        build(self.root, self.output, now=self.now)

    # the editors' work

    @rule(key=days, stories=st.lists(articles, max_size=3))
    def print_an_issue(self, key: EditionKey, stories: list[Article]) -> None:
        self.issue(str(key), stories)

    @rule(where=st.integers(0), story=articles)
    def write_a_story(self, where: int, story: Article) -> None:
        if (folder := self.pick(where, self.folders())) is not None:
            self.put(folder, story)

    @rule(which=st.integers(0), slug=st.sampled_from(["", "a", "c"]))
    def rename_a_story(self, which: int, slug: str) -> None:
        if (path := self.pick(which, self.stories())) is not None:
            place = path.name[:5]
            path.rename(path.with_name(f"{place}-{slug}.md" if slug else f"{place}.md"))

    @rule(which=st.integers(0), word=words)
    def correct_a_word(self, which: int, word: str) -> None:
        if (path := self.pick(which, self.stories())) is not None:
            path.write_text(f"{path.read_text()}\n{word}\n")

    @rule(which=st.integers(0))
    def drop_a_story(self, which: int) -> None:
        if (path := self.pick(which, self.stories())) is not None:
            path.unlink()

    @rule(which=st.integers(0))
    def drop_an_issue(self, which: int) -> None:
        if (folder := self.pick(which, self.folders())) is not None:
            shutil.rmtree(folder)

    @rule(which=st.integers(0), key=days)
    def move_an_issue_to_another_day(self, which: int, key: EditionKey) -> None:
        folder = self.pick(which, self.folders())
        if folder is not None and not (target := self.editions / str(key)).exists():
            folder.rename(target)
            (target / "edition.md").write_text(print_edition(Edition(key, ())))

    @rule(which=st.integers(0), number=maybe(words), pages=pages, note=maybe(words))
    def describe_an_issue(
        self, which: int, number: str | None, pages: tuple[Page, ...], note: str | None
    ) -> None:
        if (folder := self.pick(which, self.folders())) is not None:
            key = EditionKey.parse(folder.name)
            assert key is not None
            edition = Edition(key, pages, number, note=f"{note}\n" if note else "")
            (folder / "edition.md").write_text(print_edition(edition))

    @rule(which=st.integers(0), picture=st.sampled_from(PICTURES), width=st.integers(1, 9))
    def draw_a_picture_anew(self, which: int, picture: str, width: int) -> None:
        if (folder := self.pick(which, self.folders())) is not None:
            draw(folder / picture, width)

    @rule(name=st.sampled_from(["about", "关于", "print shop"]), text=maybe(words))
    def write_or_drop_a_page_of_the_papers_own(self, name: str, text: str | None) -> None:
        path = self.pages / f"{name}.md"
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(frontmatter.join({"title": text}, f"{text}\n"))

    @rule(paper=papers)
    def change_the_settings(self, paper: dict[str, object]) -> None:
        (self.root / "content" / "newspaper.yaml").write_text(frontmatter.dump(paper))

    @rule(name=st.sampled_from(sorted(CONTEXTS)), word=words)
    def change_a_template(self, name: str, word: str) -> None:
        with (self.templates / name).open("a") as file:
            file.write(word.replace("{", ""))

    @rule(
        name=st.sampled_from(["css/base.css", "css/print.css", "js/a.js", "logo.svg"]), text=words
    )
    def change_an_asset(self, name: str, text: str) -> None:
        path = self.templates / "assets" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    # what befalls it

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    @rule()
    def the_cache_is_deleted(self) -> None:
        shutil.rmtree(self.root / ".cache", ignore_errors=True)

    @rule(which=st.integers(0), at=st.integers(0), garbage=st.binary(max_size=64))
    def a_file_of_the_cache_is_cut_off_or_overwritten(
        self, which: int, at: int, garbage: bytes
    ) -> None:
        if (path := self.pick(which, self.cached())) is not None and path.stat().st_size:
            path.write_bytes(garbage or path.read_bytes()[: at % path.stat().st_size])

    @rule(which=st.integers(0))
    def a_file_of_the_cache_is_deleted(self, which: int) -> None:
        if (path := self.pick(which, self.cached())) is not None:
            path.unlink()

    @rule(which=st.integers(0))
    def a_file_of_the_site_is_deleted(self, which: int) -> None:
        if (path := self.pick(which, self.site())) is not None:
            path.unlink()

    @rule(which=st.integers(0))
    def a_file_of_the_site_is_changed(self, which: int) -> None:
        if (path := self.pick(which, self.site())) is not None:
            data = path.read_bytes()
            path.write_bytes(b"?" * len(data))
            os.utime(path, ns=(0, 0))

    @rule(which=st.integers(0))
    def a_file_of_the_site_becomes_a_folder(self, which: int) -> None:
        if (path := self.pick(which, self.site())) is not None:
            path.unlink()
            path.mkdir()
            (path / "stray.html").write_text("?")

    @rule(which=st.integers(0))
    def a_folder_of_the_site_becomes_a_file(self, which: int) -> None:
        if (path := self.pick(which, self.site())) is not None and path.parent != self.output:
            shutil.rmtree(path.parent)
            path.parent.write_text("?")

    @rule(which=st.integers(0))
    def a_link_to_another_folder_stops_the_press(self, which: int) -> None:
        if (path := self.pick(which, self.site())) is not None and path.parent != self.output:
            copy = self.folder / "copy"
            path.parent.rename(copy)
            path.parent.symlink_to(copy)
            self.build_in_vain()
            path.parent.unlink()
            copy.rename(path.parent)

    @rule(name=st.sampled_from(["stray.txt", "2024/stray.html", "empty/folder/x"]))
    def somebody_puts_a_file_into_the_site(self, name: str) -> None:
        path = self.output / name
        if not path.parent.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("?")

    # building

    @rule()
    def just_build(self) -> None:
        build(self.root, self.output, now=self.now)

    @rule()
    def look_at_the_preview(self) -> None:
        build(self.root, self.root / ".cache" / "preview", now=self.now, preview=True)

    @precondition(lambda self: LONG)
    @rule()
    def build_and_compare(self) -> None:
        build(self.root, self.output, now=self.now)
        self.clean += 1
        clean = self.folder / f"clean-{self.clean}"
        cache = self.root / ".cache"
        cache.rename(self.folder / "cache")
        build(self.root, clean, now=self.now)
        shutil.rmtree(cache)
        (self.folder / "cache").rename(cache)
        found, wanted = files(self.output), files(clean)
        for path in found.keys() | wanted.keys():
            if found.get(path) != wanted.get(path):
                note(f"{path}\n  is     {found.get(path)!r}\n  should {wanted.get(path)!r}")
        assert found == wanted
        again = build(self.root, self.output, now=self.now)
        assert (again.written, again.removed) == ((), ())

    @rule(which=st.integers(0))
    def a_broken_story_stops_the_press(self, which: int) -> None:
        if (folder := self.pick(which, self.folders())) is not None:
            broken = folder / "03-09-broken.md"
            broken.write_text("---\ntitle: 断\npage: 3\norder: 9\ntilte: 断\n---\n")
            self.build_in_vain()
            broken.unlink()

    @rule(name=st.sampled_from(sorted(CONTEXTS)))
    def a_broken_template_stops_the_press(self, name: str) -> None:
        template = self.templates / name
        good = template.read_text()
        template.write_text("{{ nothing_of_this_name }}")
        with_sheets = name not in {"empty.html"} and self.prints(name)
        if with_sheets:
            self.build_in_vain()
        template.write_text(good)

    # helpers

    def prints(self, name: str) -> bool:
        """Whether any sheet is printed with a template, as far as is plain from outside."""
        return name in {"search.html", "404.html", "archive.html", "feeds/atom.xml"}

    def build_in_vain(self) -> None:
        before = files(self.output)
        with pytest.raises(NewspaperError):
            build(self.root, self.output, now=self.now)
        assert files(self.output) == before

    def issue(self, name: str, stories: list[Article]) -> None:
        folder = self.editions / name
        (folder / "images").mkdir(parents=True, exist_ok=True)
        for picture in PICTURES:
            if not (folder / picture).exists():
                draw(folder / picture, 3)
        key = EditionKey.parse(name)
        assert key is not None
        (folder / "edition.md").write_text(print_edition(Edition(key, ())))
        for story in stories:
            self.put(folder, story)

    def put(self, folder: Path, story: Article) -> None:
        for other in folder.glob(f"{story.place}*.md"):
            other.unlink()
        (folder / article_name(story)).write_text(print_article(story))

    def folders(self) -> list[Path]:
        return sorted(self.editions.iterdir())

    def stories(self) -> list[Path]:
        return sorted(self.editions.glob("*/[0-9]*.md"))

    def site(self) -> list[Path]:
        return sorted(
            path
            for path in self.output.rglob("*")
            if path.is_file() and not path.relative_to(self.output).as_posix().startswith(".")
        )

    def cached(self) -> list[Path]:
        return sorted(path for path in (self.root / ".cache").rglob("*") if path.is_file())

    @staticmethod
    def pick(which: int, among: list[T]) -> T | None:
        return among[which % len(among)] if among else None


def draw(path: Path, width: int) -> None:
    """A drawing, or a photograph that is wide enough to be offered in several sizes."""
    if path.suffix == ".svg":
        path.write_text(f'<svg width="{width}" height="5"/>')
    else:
        Image.new("L", (1000 + width, 4)).save(path)


def files(folder: Path) -> dict[str, bytes | str]:
    """What a host would serve of a folder."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.startswith("."):
            continue
        if path.is_symlink():
            found[name] = f"link to {path.readlink()}"
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def test_an_incremental_build_gives_the_bytes_of_a_clean_one() -> None:
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=400 if LONG else 25,
            stateful_step_count=40 if LONG else 12,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate] if not LONG else tuple(Phase),
            suppress_health_check=list(HealthCheck),
        ),
    )
