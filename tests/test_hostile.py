"""Content that means harm is refused in words or printed as text; it never leaves its folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from broadsheet import frontmatter
from broadsheet.check import check
from broadsheet.manuscript import parse_article, parse_edition
from broadsheet.model import EditionKey
from broadsheet.newspaper import Newspaper, parse_newspaper
from broadsheet.press import build
from broadsheet.problems import NewspaperError, Problem

REPOSITORY = Path(__file__).resolve().parent.parent
LONG = bool(os.environ.get("SOAK"))
Paper = Callable[..., Path]
STORY = "content/editions/2024-03-01/01-01-spring.md"

ATTACK = (
    '<script>top.harm=1</script><img src=x onerror="top.harm=2">\'"><svg onload=top.harm=3>'
    "{{ 7*7 }}</script></title></style>]]>--><a href=javascript:top.harm=4>x</a>\u202e\u200b"
)
BODY = f"""{ATTACK}

## {ATTACK}

[a](javascript:top.harm=5) [b](data:text/html,<script>top.harm=6</script>) [c](vbscript:x)
<javascript:top.harm=7> ![d](javascript:top.harm=8) [e]( javascript&colon;top.harm=9)

<iframe srcdoc="<script>top.harm=10</script>"></iframe>

<style>*{{display:none}}</style>

[f]: javascript:top.harm=11
[f]
"""


def hostile_story(root: Path) -> None:
    values = {
        "title": ATTACK, "kicker": ATTACK, "deck": ATTACK, "column": ATTACK, "dateline": ATTACK,
        "authors": [{"name": ATTACK, "role": ATTACK, "org": ATTACK}], "page": 1, "order": 3,
        "images": [{"src": "images/weir.svg", "caption": ATTACK, "credit": ATTACK, "alt": ATTACK}],
        "corrections": [{"date": "2024-03-02", "text": ATTACK}],
    }  # fmt: skip
    text = frontmatter.join(values, BODY).replace("'2024-03-02'", "2024-03-02")
    folder = root / "content" / "editions" / "2024-03-01"
    (folder / "01-03-hostile.md").write_text(text, encoding="utf-8")
    gone = yaml.safe_dump(
        {"title": ATTACK, "page": 1, "order": 4, "withdrawn": {"date": None, "reason": ATTACK}},
        allow_unicode=True, sort_keys=False,
    ).replace("date: null", "date: 2024-03-02")  # fmt: skip
    (folder / "01-04-gone.md").write_text(f"---\n{gone}---\n\n{BODY}", encoding="utf-8")
    note = folder / "edition.md"
    note.write_text(note.read_text(encoding="utf-8") + f"\n{BODY}", encoding="utf-8")
    settings = root / "content" / "newspaper.yaml"
    paper = yaml.safe_load(settings.read_text(encoding="utf-8"))
    for key in ("title", "subtitle", "description", "publisher", "issn", "icp", "complaint"):
        paper[key] = ATTACK
    paper |= {"editors": [ATTACK], "page_names": {1: ATTACK, 2: ATTACK}}
    settings.write_text(yaml.safe_dump(paper, allow_unicode=True), encoding="utf-8")
    about = root / "content" / "pages" / "about.md"
    about.write_text(frontmatter.join({"title": ATTACK}, BODY), encoding="utf-8")


@pytest.mark.browser
def test_no_script_of_a_story_runs_on_any_page(
    paper: Paper, now: object, browser: Browser, serve_folder: Callable[[Path], str]
) -> None:
    root = paper("weekly")
    hostile_story(root)
    build(root, root / "site", now=now)  # type: ignore[arg-type]
    base = serve_folder(root / "site")
    context = browser.new_context()
    tab = context.new_page()
    asked: list[str] = []
    tab.on("dialog", lambda dialog: asked.append(dialog.message))
    pages = sorted((root / "site").rglob("*.html"))
    assert len(pages) > 25
    for path in pages:
        tab.goto(base + path.relative_to(root / "site").as_posix())
        seen = tab.evaluate(
            "[top.harm === undefined, ...document.querySelectorAll('script, iframe, object')]"
            ".map(x => x === true || x === false ? x : x.src || x.type)"
        )
        assert seen[0] is True, path
        own = (f"{base}assets/", f"{base}search/", "application/ld+json")
        assert all(str(source).startswith(own) for source in seen[1:]) or path.name == "404.html"
        links = tab.evaluate("[...document.links].map(link => link.protocol)")
        assert set(links) <= {"http:", "https:", "mailto:", "tel:"}, (path, set(links))
    for query in ("%3Cimg%20src%3Dx%20onerror%3Dtop.harm%3D1%3E", "script"):
        tab.goto(f"{base}search/?q={query}")
        done = '[data-results][data-state="done"], [data-results][data-state="error"]'
        tab.wait_for_selector(done, state="attached")
        assert tab.evaluate("top.harm === undefined && !document.querySelector('main img')")
    assert asked == []
    context.close()
    for name in ("feed.xml", "rss.xml", "sitemap.xml", "sitemap-2024-03.xml"):
        ET.fromstring((root / "site" / name).read_bytes())


def test_a_drawing_with_a_script_in_it_is_refused(paper: Paper, now: object) -> None:
    root = paper("weekly")
    drawing = root / "content" / "editions" / "2024-03-01" / "images" / "weir.svg"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="top.harm=12"/>'
    drawing.write_text(svg)
    with pytest.raises(NewspaperError) as error:
        build(root, root / "site", now=now)  # type: ignore[arg-type]
    assert {found.code for found in error.value.problems} == {"picture-runs"}


ROOT_LINES = {
    "a picture above": "images:\n- {src: ../../../../secret.txt}\n",
    "a picture from the root": "images:\n- {src: /etc/passwd}\n",
    "a picture by another road": "images:\n- {src: 'images/../../2024-03-08/edition.md'}\n",
    "a picture of the raw issue": "images:\n- {src: raw/2024-03-01.txt}\n",
    "a picture elsewhere": "images:\n- {src: 'file:///etc/passwd'}\n",
    "a picture with a backslash": "images:\n- {src: '..\\..\\x'}\n",
    "a picture with a null": 'images:\n- {src: "x\\0y"}\n',
    "a bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "a tag": "deck: !!python/object/apply:os.system ['touch harm']\n",
    "brackets without end": "deck: " + "[" * 200_000 + "\n",
    "a circle": "authors: &a [{name: *a}]\n",
    "a number without end": f"deck: {'9' * 9000}\n",
    "ten thousand keys": "".join(f"k{i}: 1\n" for i in range(10_000)),
}


@pytest.mark.parametrize("line", ROOT_LINES.values(), ids=ROOT_LINES)
def test_front_matter_that_means_harm_is_told_in_words(
    paper: Paper, now: object, line: str
) -> None:
    root = paper("weekly")
    (root.parent / "secret.txt").write_text("secret")
    story = root / STORY
    text = story.read_text(encoding="utf-8").replace("---\n", f"---\n{line}", 1)
    story.write_text(text, encoding="utf-8")
    with pytest.raises(NewspaperError) as error:
        build(root, root / "site", now=now)  # type: ignore[arg-type]
    assert {found.path for found in error.value.problems} == {STORY}
    assert not (root / "site" / "index.html").exists()
    assert not Path("harm").exists()


@pytest.mark.parametrize("body", ["../../../../secret.txt", "/etc/passwd", "%2e%2e/%2e%2e/x.md"])
def test_a_picture_in_the_text_stays_in_its_folder(paper: Paper, now: object, body: str) -> None:
    root = paper("weekly")
    with (root / STORY).open("a", encoding="utf-8") as file:
        file.write(f"\n![x]({body})\n")
    with pytest.raises(NewspaperError) as error:
        build(root, root / "site", now=now)  # type: ignore[arg-type]
    assert {found.code for found in error.value.problems} <= {"path-escapes", "file-missing"}


@pytest.mark.parametrize(
    "name",
    [
        STORY,
        "content/editions/2024-03-01/images/weir.svg",
        "content/editions/2024-03-01/images",
        "content/editions/2024-03-01",
        "content/pages/about.md",
        "content/addresses/2024.txt",
        "content/addresses",
    ],
)
def test_a_link_out_of_the_content_is_refused(paper: Paper, now: object, name: str) -> None:
    root = paper("weekly")
    (root / "content" / "addresses").mkdir()
    (root / "content" / "addresses" / "2024.txt").write_text("# nothing\n")
    outside = root.parent / "outside"
    shutil.move(root / name, outside)
    (root / name).symlink_to(outside)
    with pytest.raises(NewspaperError) as error:
        build(root, root / "site", now=now)  # type: ignore[arg-type]
    codes = {found.code for found in error.value.problems}
    assert "symbolic-link" in codes
    assert codes <= {"symbolic-link", "file-missing"}


def test_names_that_look_alike_have_addresses_of_their_own(paper: Paper, now: object) -> None:
    root = paper("weekly")
    names = [
        "白岚",
        "白\u200b岚",
        "\u202e白岚",
        "白岚\ufeff",
        "..",
        ".",
        "a/../b",
        "CON",
        "x" * 300,
    ]
    values = {"title": "题", "authors": [{"name": n} for n in names], "page": 4, "order": 1}
    story = root / "content" / "editions" / "2024-03-01" / "04-01-names.md"
    story.write_text(frontmatter.join(values, "文。\n"), encoding="utf-8")
    build(root, root / "site", now=now)  # type: ignore[arg-type]
    folders = {path.parent.name for path in (root / "site" / "authors").glob("*/index.html")}
    assert len(folders) >= len(set(names))
    for path in (root / "site").rglob("*"):
        assert path.resolve().is_relative_to((root / "site").resolve())
        assert all(part.isprintable() for part in path.relative_to(root / "site").parts)
        assert not any(set(part) & set("\u200b\u202e\ufeff") for part in path.parts)


KEYS = (
    "title", "kicker", "deck", "column", "dateline", "authors", "page", "order", "images", "jump",
    "corrections", "withdrawn", "publish_at", "draft", "source", "review", "date", "number",
    "pages", "date_inferred", "base_url", "language", "timezone", "published_at", "page_names",
    "feed", "publish", "host", "type", "path", "src", "name", "to", "from", "text", "reason",
)  # fmt: skip
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates(),
    st.datetimes(), st.binary(max_size=5), st.sampled_from([ATTACK, "../x", "", "2024-01-01"]),
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=8,
)
mappings = st.dictionaries(st.sampled_from(KEYS), values, max_size=8)
marks = st.text(alphabet="---\n: []{}&*!|>'\"#%@`,?abc1\t\x00\ufeff\u2028", max_size=80)


@settings(
    max_examples=20_000 if LONG else 300, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(st.one_of(mappings.map(lambda m: yaml.dump(m, allow_unicode=True)), marks), marks)
def test_whatever_stands_in_front_matter_is_read_or_told(head: str, body: str) -> None:
    text = f"---\n{head}\n---\n{body}"
    zone = Newspaper("x").zone
    key = EditionKey.parse("2024-01-01")
    assert key is not None
    for read in (
        lambda: parse_article(text, "content/editions/2024-01-01/01-01-x.md", zone),
        lambda: parse_edition(text, "content/editions/2024-01-01/edition.md", key),
        lambda: parse_newspaper(head, "content/newspaper.yaml"),
    ):
        for found in told(read):
            assert found.message.isprintable()


def told(read: Callable[[], object]) -> tuple[Problem, ...]:
    """The problems that reading meets; anything else that it raises is a fault."""
    try:
        read()
    except NewspaperError as error:
        return error.problems
    return ()


@settings(max_examples=200 if LONG else 8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200), st.integers(0), st.booleans())
def test_damaged_files_are_told_and_never_crash_the_check(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int, cut: bool
) -> None:
    root = tmp_path_factory.mktemp("damaged")
    shutil.copytree(REPOSITORY / "tests" / "data" / "weekly", root, dirs_exist_ok=True)
    for path in sorted((root / "content").rglob("*.*")):
        data = path.read_bytes()
        place = at % (len(data) + 1)
        path.write_bytes(data[:place] + junk + (b"" if cut else data[place:]))
    for found in check(root):
        assert str(found)
    shutil.rmtree(root)


def test_the_command_never_shows_a_traceback(paper: Paper) -> None:
    root = paper("weekly")
    (root / STORY).write_bytes(b"---\n" + b"[" * 300_000)
    for verb in (["build"], ["check"], ["publish"]):
        done = subprocess.run(
            [sys.executable, str(REPOSITORY / "build.py"), "--root", str(root), *verb],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
