"""What readers are given by real hosts: nginx with compressed copies, S3 request by request."""

from __future__ import annotations

import datetime as dt
import gzip
import http.client
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import brotli
import pytest
import yaml

from broadsheet.press import build
from broadsheet.publish import publish
from broadsheet.publish.plan import LEAVES, rank
from scripts import publish_demo
from tests.servers import answers, free_port, missing, over_s3_that_tells, program, until
from tests.test_publish import Links

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, now: dt.datetime) -> Path:
    """The weekly paper with its site, and a second site with one more issue."""
    folder = tmp_path_factory.mktemp("host") / "paper"
    shutil.copytree(REPOSITORY / "tests" / "data" / "weekly", folder)
    shutil.copytree(REPOSITORY / "templates", folder / "templates")
    issue = folder / "content" / "editions" / "2025-01-03"
    build(folder, folder / "more", now=now)
    shutil.move(issue, folder / "kept")
    build(folder, folder / "site", now=now)
    shutil.move(folder / "kept", issue)
    return folder


def name_target(root: Path, settings: dict[str, object]) -> None:
    path = root / "content" / "newspaper.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    values["publish"] = {str(settings["type"]): {"public": False, **settings}}
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


@dataclass
class Host:
    """A running nginx."""

    port: int
    folder: Path

    def get(self, address: str, accept: str = "") -> tuple[int, dict[str, str], bytes]:
        """Status, headers and bytes as they came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", address, headers={"Accept-Encoding": accept or "identity"})
        answer = connection.getresponse()
        found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        connection.close()
        return found


@pytest.fixture(scope="module")
def host(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """The published paper below /paper/."""
    nginx = program("nginx")
    base = tmp_path_factory.mktemp("nginx")
    folder = base / "host"
    folder.mkdir()
    packed = {"type": "folder", "path": str(folder), "compress": ["gz", "br"]}
    name_target(root, packed)
    publish(root, root / "site")
    port = free_port()
    publish_demo.write_configuration(base, folder, port, "paper")
    with publish_demo.serving(nginx, base) as server:
        until(lambda: server.poll() is not None or answers(port))
        assert server.poll() is None, (base / "log").read_text()
        yield Host(port, folder)


@pytest.mark.parametrize("path", ["", "2024/03/01/01-01/", "assets/press.css", "feed.xml"])
def test_nginx_hands_out_the_copies_that_were_compressed_once(host: Host, path: str) -> None:
    if publish_demo.brotli() is None:
        missing("there is no brotli module of nginx")
    file = host.folder / (f"{path}index.html" if not path or path.endswith("/") else path)
    plain = file.read_bytes()
    for accept, suffix, unpack in (("br, gzip", ".br", brotli.decompress),
                                   ("gzip", ".gz", gzip.decompress)):  # fmt: skip
        status, headers, body = host.get(f"/paper/{path}", accept)
        assert (status, headers["content-encoding"]) == (200, accept.partition(",")[0])
        assert body == file.with_name(file.name + suffix).read_bytes()
        assert unpack(body) == plain
        assert headers["vary"] == "Accept-Encoding"
        assert len(body) < len(plain) / 2
    status, headers, body = host.get(f"/paper/{path}")
    assert (status, body, "content-encoding" in headers) == (200, plain, False)


def test_every_link_below_the_prefix_is_served(host: Host) -> None:
    waiting, seen = ["/paper/"], {"/paper/"}
    while waiting:
        address = waiting.pop()
        status, headers, body = host.get(address)
        assert status == 200, address
        if "text/html" not in headers["content-type"]:
            continue
        assert headers["content-type"] == "text/html; charset=utf-8"
        for link in Links.of(body.decode()):
            parts = urlsplit(urljoin(f"http://host{address}", link))
            if parts.netloc == "host" and parts.path not in seen:
                seen.add(parts.path)
                waiting.append(parts.path)
    assert len(seen) > 40
    assert all(path.startswith("/paper/") for path in seen)


def test_a_lost_address_gets_the_papers_own_page_and_the_record_is_nobodys(host: Host) -> None:
    status, _, body = host.get("/paper/2024/03/01/09-09/")
    assert (status, b'data-sheet="404"' in body) == (404, True)
    assert (host.folder / ".broadsheet-sent" / "head.json").is_file()
    assert host.get("/paper/.broadsheet-sent/head.json")[0] == 404


REQUEST = re.compile(
    r'"(?:\x1b\[\d+m)*(?P<verb>PUT|DELETE|POST) /newsroom/paper/(?P<path>[^ ?]+)\S* HTTP'
)


def test_storage_is_asked_for_leaves_before_what_links_to_them_and_for_deletions_last(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with over_s3_that_tells(tmp_path) as (place, log):
        for name, value in place.variables.items():
            monkeypatch.setenv(name, value)
        name_target(root, place.settings)
        publish(root, root / "site")
        first = asked(log, 0)
        report = publish(root, root / "more")
        more = asked(log, len(first))
        back = publish(root, root / "site")
        less = asked(log, len(first) + len(more))
    assert ranks_rise([path for _, path in first])
    puts = [path for verb, path in more if verb == "PUT"]
    assert sorted(puts) == sorted(report.sent)
    new = [path for path in puts if not (root / "site" / path).exists()]
    changed = puts[len(new) :]
    assert puts[: len(new)] == new
    assert new
    assert "index.html" in changed
    assert ranks_rise(new)
    assert ranks_rise(changed)
    verbs = [verb for verb, _ in less]
    assert verbs == sorted(verbs, key=lambda verb: verb == "DELETE")
    gone = [path for verb, path in less if verb == "DELETE"]
    assert sorted(gone) == sorted(back.removed)


def asked(log: Path, past: int) -> list[tuple[str, str]]:
    """What the storage was asked to take or remove of the site itself, in order."""
    text = log.read_text(encoding="utf-8", errors="replace")
    found = [(m["verb"], unquote(m["path"])) for m in REQUEST.finditer(text)]
    return [(verb, path) for verb, path in found if not path.startswith(".")][past:]


def ranks_rise(paths: list[str]) -> bool:
    """Whether lists come behind leaves, then the front page, then feeds and indexes."""
    ranks = [max(rank(path), LEAVES) for path in paths]
    return ranks == sorted(ranks)
