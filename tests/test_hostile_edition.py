"""A newspaper with an attack in every field: nothing of it runs, all stays well-formed."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from lxml import etree, html
from playwright.sync_api import Browser, BrowserContext

from broadsheet import press as presses
from broadsheet.problems import NewspaperError

NOW = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)
ATTACKS = (
    '"><script>attack()</script>',
    "'-attack()-'",
    "</script><script>attack()</script>",
    "</title></style></textarea><svg onload=attack()>",
    "<img src=x onerror=attack()>",
    '" onmouseover="attack()" autofocus onfocus="attack()" x="',
    "]]><script>attack()</script><![CDATA[",
    "{{ 7 * 7 }}{% raw %}${attack()}",
    "--><script>attack()</script><!--",
    "javascript:attack()",
    "&lt;script&gt;attack()&lt;/script&gt;&#60;img src=x onerror=attack()&#62;",
    "\\u003cscript\\u003eattack()\\u003c/script\\u003e \u2028attack()//\u2029",
    "../../../../etc/passwd?q=<script>#attack()",
    "%3Cscript%3Eattack()%3C/script%3E",
    "=cmd|' /C calc'!A0\r\nSet-Cookie: attack=1",
)
ALL = " ".join(" ".join(attack.split()) for attack in ATTACKS)
BODY = """
<script>attack()</script>

<img src=x onerror=attack()> <svg/onload=attack()>

[click](javascript:attack()) [data](data:text/html,<script>attack()</script>)
[entity](&#106;avascript:attack()) [tab](java\tscript:attack()) <javascript:attack()>
[vb](vbscript:attack()) [title](https://example.org/ "\\" onmouseover=\\"attack()")

![alt" onerror="attack()](images/plain.svg "t\\" onload=\\"attack()")

```html"><script>attack()</script>
</code></pre><script>attack()</script>
```

| a"onload=attack() | <script>attack()</script> |
|:-----------------:|--------------------------:|
| `</td><script>`   | ]]><script>attack()       |

## <script>attack()</script> {{ 7 * 7 }}

<!-- --><script>attack()</script>

[ref]: javascript:attack() "x"
[ref] and ![x][ref]
"""
FILE = "images/\"><img src=x onerror=attack()>&lt;' onload='attack().svg"
SAFE_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><path d="M0 0h9"/></svg>'
WATCH = """
window.attacked = 0;
window.attack = () => { window.attacked += 1; };
"""


def front(**fields: object) -> str:
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)}---\n"


def lay_hostile(root: Path) -> None:
    """A paper of two editions that hates its readers."""
    content = root / "content"
    content.mkdir(parents=True)
    (content / "newspaper.yaml").write_text(
        yaml.safe_dump(
            {
                **dict.fromkeys(
                    ("title", "subtitle", "description", "publisher", "issn", "icp", "complaint"),
                    ALL,
                ),
                "base_url": "https://example.org/paper/",
                "editors": list(ATTACKS[:5]),
                "page_names": {1: ALL, 2: ATTACKS[3]},
            },
            allow_unicode=True,
        ),
        "utf-8",
    )
    pages = content / "pages"
    pages.mkdir()
    (pages / '"><img src=x onerror=attack()>.md').write_text(front(title=ALL) + BODY, "utf-8")
    for day in ("2024-03-01", "2024-03-02"):
        folder = content / "editions" / day
        (folder / "images").mkdir(parents=True)
        for name in (FILE, "images/plain.svg"):
            (folder / name).write_text(SAFE_SVG, "utf-8")
        described = [{"number": 1, "label": ALL, "name": ALL, "image": FILE}, {"number": 2}]
        (folder / "edition.md").write_text(
            front(
                date=dt.date.fromisoformat(day),
                number=ALL,
                pages=described,
                folios=[ALL],
                source=[ALL],
            )
            + BODY,
            "utf-8",
        )
        for order, attack in enumerate(ATTACKS, 1):
            text = front(
                title=f"{' '.join(attack.split())} {order}",
                kicker=ALL,
                deck=f"{ALL} 之{order}",
                column=ALL if order % 2 else " ".join(attack.split()),
                dateline=ALL,
                authors=[{"name": ALL, "role": ALL, "org": ALL}, {"name": f"</script>{order}"}],
                page=1,
                order=order,
                images=[{"src": FILE, "caption": ALL, "credit": ALL, "alt": ALL}],
                jump={"to": 2},
                corrections=[{"date": dt.date(2024, 3, 2), "text": ALL}],
            )
            name = f"01-{order:02d}-x\"onerror='attack()'<b>.md"
            (folder / name).write_text(text + BODY, "utf-8")
        gone = {"date": dt.date(2024, 3, 2), "reason": ALL}
        (folder / "02-01.md").write_text(
            front(title=ALL, page=2, order=1, withdrawn=gone) + BODY, "utf-8"
        )
        (folder / "02-02.md").write_text(front(title=ALL, page=2, order=2) + BODY, "utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    root = tmp_path_factory.mktemp("hostile") / "paper"
    lay_hostile(root)
    (root / "templates").symlink_to(repository / "templates")
    presses.build(root, root / "site", now=NOW)
    return root / "site"


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def faults(tree: html.HtmlElement) -> Iterator[str]:
    """What could run, though nothing should."""
    for element in tree.iter(etree.Element):
        for name, value in element.attrib.items():
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                yield f"{element.tag} {name}={value}"
            plain = "".join(str(value).split()).lower()
            if name in ("href", "src", "action", "data") and plain.startswith(
                ("javascript:", "vbscript:", "data:text")
            ):
                yield f"{element.tag} {name}={value}"
        if element.tag in ("iframe", "object", "embed", "base", "style"):
            yield str(element.tag)


def test_no_page_has_a_handler_a_script_or_an_address_that_runs(hostile: Path) -> None:
    assert len(pages(hostile)) > 50
    for path in pages(hostile):
        tree = html.document_fromstring(path.read_text("utf-8"))
        assert list(faults(tree)) == [], path
        inline = [s for s in tree.iter("script") if not s.get("src")]
        for script in inline:
            if script.get("type") == "application/ld+json":
                json.loads(script.text or "")
            else:
                assert path.name == "404.html"
        sources = {str(s.get("src")).rpartition("/")[2] for s in tree.iter("script")} - {"None"}
        assert sources <= {"press.js", "search.js"}


def test_xml_and_json_are_well_formed_and_hold_no_live_script(hostile: Path) -> None:
    for path in hostile.rglob("*.xml"):
        tree = etree.parse(path)
        for content in tree.iter("{*}content", "{*}encoded"):
            if content.text:
                fragment = html.fragment_fromstring(content.text, create_parent="div")
                assert list(faults(fragment)) == []
                assert not list(fragment.iter("script", "svg"))
    for path in (*hostile.rglob("*.json"), *hostile.rglob("*.webmanifest")):
        json.loads(path.read_text("utf-8"))
    feed = json.loads((hostile / "feed.json").read_text("utf-8"))
    for item in feed["items"]:
        fragment = html.fragment_fromstring(item["content_html"], create_parent="div")
        assert list(faults(fragment)) == []
        assert not list(fragment.iter("script", "svg"))


def test_books_are_well_formed_and_hold_no_live_script(hostile: Path) -> None:
    books = list(hostile.rglob("*.epub"))
    assert len(books) == 2
    for path in books:
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                assert not name.startswith("/")
                assert ".." not in name.split("/")
                if name.endswith((".xhtml", ".opf", ".xml")):
                    tree = etree.fromstring(book.read(name))
                    assert not list(tree.iter("{*}script", "{*}iframe", "{*}object"))
                    assert list(faults(tree)) == []


def test_every_file_of_the_site_lies_in_the_site(hostile: Path) -> None:
    for path in hostile.rglob("*"):
        assert path.resolve().is_relative_to(hostile.resolve())
    for path in pages(hostile):
        tree = html.document_fromstring(path.read_text("utf-8"))
        for href in tree.xpath("//main//a/@href"):
            parts = urlsplit(str(href))
            assert parts.scheme in ("", "https"), (path, href)


@pytest.fixture
def unguarded(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that keeps no policy, so that the texts alone must hold."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(WATCH)
    yield context
    context.close()


@pytest.mark.browser
def test_nothing_runs_in_a_browser_even_without_the_policy(
    hostile: Path, unguarded: BrowserContext, serve_folder: Callable[[Path], str]
) -> None:
    site = serve_folder(hostile)
    tab = unguarded.new_page()
    dialogs: list[str] = []
    tab.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in pages(hostile):
        address = path.relative_to(hostile).as_posix().removesuffix("index.html")
        tab.goto(site + address)
        tab.evaluate(
            """() => document.querySelectorAll("body *").forEach((e) => {
              for (const kind of ["mouseover", "focus", "error", "load"]) {
                e.dispatchEvent(new Event(kind));
              }
            })"""
        )
        assert tab.evaluate("attacked") == 0, path
    assert dialogs == []


@pytest.mark.browser
def test_nothing_runs_in_a_book_that_a_browser_opens(
    hostile: Path, unguarded: BrowserContext, tmp_path: Path
) -> None:
    with zipfile.ZipFile(next(iter(hostile.rglob("*.epub")))) as book:
        book.extractall(tmp_path)
    tab = unguarded.new_page()
    for path in sorted(tmp_path.rglob("*.xhtml")):
        tab.goto(path.as_uri())
        assert tab.locator("parsererror").count() == 0
        assert tab.evaluate("attacked") == 0


@pytest.mark.browser
def test_search_shows_hostile_words_as_words(
    hostile: Path, unguarded: BrowserContext, serve_folder: Callable[[Path], str]
) -> None:
    site = serve_folder(hostile)
    tab = unguarded.new_page()
    for query in ("attack", "<img src=x onerror=attack()>", '"><script>attack()</script>'):
        tab.goto(site + "search/")
        tab.locator("[data-search-query]").fill(query)
        tab.locator("[data-search-query]").press("Enter")
        tab.locator("[data-results][data-state=done]").wait_for()
        assert tab.evaluate("attacked") == 0
    tab.locator("[data-search-query]").fill("attack")
    tab.locator("[data-search-query]").press("Enter")
    tab.locator("[data-results] li a").first.click()
    tab.locator("[data-article]").wait_for()
    assert tab.evaluate("attacked") == 0


SVG = 'svg xmlns="http://www.w3.org/2000/svg"'
FRAME = 'iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="&lt;script&gt;attack()&lt;/script&gt;"'
DRAWINGS = {
    "script": f"<{SVG}><script>attack()</script></svg>",
    "handler": f'<{SVG} onload="attack()"/>',
    "address": f'<{SVG}><a href="&#106;ava\tscript:attack()"/></svg>',
    "page": f"<{SVG}><foreignObject><{FRAME}/></foreignObject></svg>",
    "before a fault": f"<{SVG}><script>attack()</script><g></svg>",
    "style sheet": f'<?xml-stylesheet type="text/xsl" href="data:text/xml,x"?><{SVG}/>',
    "entity": f'<!DOCTYPE svg [<!ENTITY x "<script/>">]><{SVG}>&x;</svg>',
}


@pytest.mark.parametrize("kind", DRAWINGS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_drawing_that_runs_something_is_refused(
    tmp_path: Path, repository: Path, kind: str, encoding: str
) -> None:
    root = tmp_path / "paper"
    lay_hostile(root)
    (root / "templates").symlink_to(repository / "templates")
    drawing = root / "content/editions/2024-03-01/images/plain.svg"
    drawing.write_bytes(DRAWINGS[kind].encode(encoding))
    with pytest.raises(NewspaperError) as caught:
        presses.build(root, root / "site", now=NOW)
    found = {(fault.code, fault.path) for fault in caught.value.problems}
    assert found == {("picture-runs", "content/editions/2024-03-01/images/plain.svg")}
