"""What the tests share: the repository, newspapers on disk, a browser, and the real raw issues."""

from __future__ import annotations

import datetime as dt
import functools
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from broadsheet import placards
from broadsheet.placards import Fonts
from broadsheet.press import build
from broadsheet.problems import NewspaperError
from broadsheet.search import pinyin
from tests.browsing import Quiet

# Tests read what is said in English, whatever language the machine speaks.
os.environ["BROADSHEET_LANG"] = "en"

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Nothing of the browser's own leaves the machine."""


# What pypinyin knows is worked out once for all papers that a process of tests prints itself.
pinyin._packed = functools.cache(pinyin._packed)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--save-golden", action="store_true", help="rewrite golden files for a person to read"
    )


settings.register_profile(
    "suite",
    max_examples=1000 if os.environ.get("SOAK") else 100,
    # the suite says the same of the same code each time; `make soak` goes and looks elsewhere
    derandomize=not os.environ.get("SOAK"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")


def pytest_configure() -> None:
    """Lays what the tests write in memory where there is room: newspapers are many small files,
    and what browsers keep of each reader is to be on the disk before they go on.
    """
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > 4 << 30:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))
        os.environ.setdefault("TMPDIR", str(memory))
        tempfile.tempdir = None  # asked for anew


HEAVY = frozenset({"browser", "paper", "press", "sample_site", "serve_folder"})
"""Fixtures that start programs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts modules that start programs first, and those that only compute last.

    Processes that share the suite take whole modules: at the end none waits for a long one.
    """
    heavy = {item.path for item in items if HEAVY.intersection(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in heavy)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real raw issues beside the checkout; tests that want it skip without."""
    if not (SHARED / "raw").is_dir():
        pytest.skip("the real raw issues are not here")
    return SHARED


@pytest.fixture
def save_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--save-golden"))


NOW = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)
"""When the tests build: after the newspapers of tests/data, before what they hold back."""


@pytest.fixture(scope="session")
def now() -> dt.datetime:
    """The moment of the tests."""
    return NOW


Paper = Callable[..., Path]


@pytest.fixture(scope="session")
def worked_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder .cache with what a press works out once on any machine, whatever the paper.

    Those are the compiled templates and the readings of Chinese: two fifths of the first build of
    a small paper. The rest of what is kept there belongs to one paper.
    """
    root = tmp_path_factory.mktemp("worked-out") / "paper"
    lay_newspaper("base", root)
    build(root, root / "site", now=NOW)
    for path in (root / ".cache").iterdir():
        if path.name not in ("readings", "templates"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return root / ".cache"


def lay_newspaper(name: str, root: Path) -> None:
    """Lays a newspaper of tests/data on disk with the real templates."""
    shutil.copytree(REPOSITORY / "tests" / "data" / name, root)
    shutil.copytree(REPOSITORY / "templates", root / "templates", dirs_exist_ok=True)


@pytest.fixture
def paper(tmp_path: Path, worked_out: Path) -> Paper:
    """Lays a newspaper of tests/data on disk with the real templates: paper("weekly")."""

    def lay(name: str, folder: str = "paper") -> Path:
        root = tmp_path / folder
        lay_newspaper(name, root)
        shutil.copytree(worked_out, root / ".cache")
        return root

    return lay


Tree = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="session")
def tree() -> Tree:
    """Every file of a site but its root dotfiles: path to bytes."""

    def read(folder: Path) -> dict[str, bytes]:
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        return {name: files[name] for name in sorted(files) if not name.startswith(".")}

    return read


Press = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def press() -> Press:
    """Runs the real command: press("--root", folder, "ingest"), inside `folder` if one is given."""

    def run(
        *arguments: object, folder: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(REPOSITORY / "build.py"), *map(str, arguments)],
            capture_output=True,
            text=True,
            env={**os.environ, **environment},
            cwd=folder,
            timeout=300,
        )

    return run


@pytest.fixture(scope="session")
def fonts() -> Fonts | None:
    """What this machine has to draw cards and posters in Chinese with."""
    try:
        return placards.find_fonts(Path("/"), None, "zh-Hans")
    except NewspaperError:
        return None


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory, press: Press) -> Path:
    """The sample paper, built once: the folder of its site."""
    root = tmp_path_factory.mktemp("sample")
    for name in ("content", "templates"):
        shutil.copytree(REPOSITORY / name, root / name)
    done = press("--root", root)
    assert done.returncode == 0, done.stderr
    return root / "site"


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[Callable[[Path], str]]:
    """Serves folders on loopback as a plain static host does; gives each one's address."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def serve(folder: Path) -> str:
        handler = functools.partial(Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; without one the tests skip, or fail where REQUIRE_BROWSER is set."""
    with sync_playwright() as playwright:
        try:
            chromium = _launch(playwright)
        except Error as error:
            if os.environ.get("REQUIRE_BROWSER"):
                pytest.fail(f"there is no browser: {error}")
            pytest.skip("there is no browser")
        yield chromium
        chromium.close()


def _launch(playwright: Playwright) -> Browser:
    installed = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next((path for name in installed if (path := shutil.which(name))), None)
    return playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page, 1280 px wide; errors of its scripts fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    tab = context.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on(
        "console",
        lambda message: faults.append(message.text) if message.type == "error" else None,
    )
    yield tab
    context.close()
    assert faults == []
