"""The newspaper itself: identity and settings, read from content/newspaper.yaml."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from broadsheet import frontmatter
from broadsheet.fields import Fields
from broadsheet.problems import NewspaperError, problem
from broadsheet.targets import Target, read_targets
from broadsheet.values import dataclass

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
"""Languages of the interface: those with a catalog in broadsheet/locale/."""


@dataclass(frozen=True, slots=True)
class Newspaper:
    """Who publishes, in what language and where. The defaults stand here and nowhere else."""

    title: str
    """Nameplate."""
    subtitle: str | None = None
    """Under the nameplate: a second title, usually in another language."""
    description: str | None = None
    """One sentence for search engines and feeds."""
    base_url: str = "http://localhost/"
    """Where readers find the site, with its prefix and a slash at the end."""
    language: str = "zh-Hans"
    """Of the paper and of the interface; one of LANGUAGES."""
    timezone: str = "Asia/Shanghai"
    """IANA name; dates and times of the paper are in it."""
    published_at: dt.time = dt.time(6, 0)
    """Time of day that an edition counts as published, for feeds."""
    page_names: tuple[tuple[int, str], ...] = ()
    """Names of print pages (版名) where an edition gives none: (number, name)."""
    publisher: str | None = None
    editors: tuple[str, ...] = ()
    """Lines of the imprint: who edits and answers for the paper."""
    issn: str | None = None
    """统一刊号 (CN) or ISSN, as printed."""
    icp: str | None = None
    """ICP and other licence line, as printed."""
    complaint: str | None = None
    """Where a reader complains: telephone, address."""
    feed_editions: int = 7
    """How many editions the feeds hold."""
    epub: bool = True
    """Whether each edition is also bound as an EPUB."""
    cards: bool = False
    """Whether each story has a card for links to it. Drawing takes a tenth of a second once."""
    posters: bool = False
    """Whether each story has a poster with a QR code."""
    font: str | None = None
    """Font file below the newspaper's folder to draw them with; otherwise one of the machine."""
    publish: tuple[Target, ...] = field(default=(), repr=False)
    """Where the site is sent. No page shows it, so a new target prints nothing anew."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        return ZoneInfo(self.timezone)

    @property
    def base_path(self) -> str:
        """Path of the site on its host, `/` or `/paper/`."""
        return urlsplit(self.base_url).path

    @property
    def host_rules(self) -> bool:
        """Whether a host that the paper is published to reads `_headers` and `_redirects`."""
        return any(target.rules for target in self.publish)

    def limited(self, names: Iterable[str]) -> Newspaper:
        """The newspaper as far as these settings go; to ask for another is an AttributeError."""
        part = object.__new__(Newspaper)
        for name in names:
            object.__setattr__(part, name, getattr(self, name))
        return part

    def page_name(self, number: int) -> str | None:
        """The usual name of a print page."""
        return dict(self.page_names).get(number)


KEYS = (
    "title", "subtitle", "description", "base_url", "language", "timezone", "published_at",
    "page_names", "publisher", "editors", "issn", "icp", "complaint", "feed", "epub", "cards",
    "posters", "font",
    "publish",
)  # fmt: skip

_DEFAULT = Newspaper(title="")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\Z")


def load_newspaper(root: Path) -> Newspaper:
    """Reads content/newspaper.yaml below `root`. Raises NewspaperError with every problem."""
    path = "content/newspaper.yaml"
    if not (root / path).exists():
        raise NewspaperError([problem("newspaper-missing", path)])
    return parse_newspaper(frontmatter.decode(frontmatter.read(root, path), path), path)


def parse_newspaper(text: str, path: str) -> Newspaper:
    """The newspaper in a YAML text. Raises NewspaperError with every problem."""
    front = frontmatter.parse_yaml(text, path)
    fields = Fields(front, (), front.values)
    fields.know(KEYS)
    fields.require("title", "青屏日报")
    newspaper = Newspaper(
        title=fields.text("title", "青屏日报") or "",
        subtitle=fields.text("subtitle", "Qingping Daily"),
        description=fields.text("description", "青屏县的报纸"),
        base_url=_base_url(fields),
        language=_language(fields),
        timezone=_timezone(fields),
        published_at=_time(fields),
        page_names=_page_names(fields),
        publisher=fields.text("publisher", "青屏县融媒体中心"),
        editors=fields.texts("editors", "总编辑：白岚"),
        issn=fields.text("issn", "CN 00-0000"),
        icp=fields.text("icp", "ICP备00000000号"),
        complaint=fields.text("complaint", "0000-0000000"),
        feed_editions=fields.table("feed", _feed, "{editions: 7}") or _DEFAULT.feed_editions,
        epub=fields.truth("epub", otherwise=_DEFAULT.epub),
        cards=fields.truth("cards"),
        posters=fields.truth("posters"),
        font=fields.text("font", "content/fonts/paper.otf"),
        publish=fields.table("publish", read_targets, "{host: {type: folder, path: /media/web}}")
        or (),
    )
    frontmatter.as_error(fields.problems)
    return newspaper


def _base_url(fields: Fields) -> str:
    value = fields.text("base_url", "https://example.org/paper/")
    if value is None:
        return _DEFAULT.base_url
    if not _is_base(value):
        fields.wrong("base_url", "an address", "base_url: https://example.org/paper/")
    return value if value.endswith("/") else f"{value}/"


def _is_base(value: str) -> bool:
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets or a port that are none
        return False
    # urlsplit drops what nobody may write in an address
    return good and not (parts.query or parts.fragment) and value == "".join(value.split())


def _language(fields: Fields) -> str:
    value = fields.text("language", "zh-Hans") or _DEFAULT.language
    if value not in LANGUAGES:
        fields.wrong("language", f"one of {', '.join(LANGUAGES)}", "language: zh-Hans")
        return _DEFAULT.language
    return value


def _timezone(fields: Fields) -> str:
    value = fields.text("timezone", "Asia/Shanghai") or _DEFAULT.timezone
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fields.wrong("timezone", "the name of a time zone", "timezone: Asia/Shanghai")
        return _DEFAULT.timezone
    return value


def _time(fields: Fields) -> dt.time:
    value = fields.text("published_at", '"06:00"')
    if value is None:
        return _DEFAULT.published_at
    match = _TIME.match(value)
    if match is None:
        fields.wrong("published_at", "a time of day", 'published_at: "06:00"')
        return _DEFAULT.published_at
    return dt.time(int(match[1]), int(match[2]))


def _page_names(fields: Fields) -> tuple[tuple[int, str], ...]:
    value = fields.values.get("page_names")
    if value is None:
        return ()
    good = isinstance(value, dict) and all(
        isinstance(number, int) and isinstance(name, str) for number, name in value.items()
    )
    if not good or not isinstance(value, dict):
        fields.wrong("page_names", "numbers and names", "page_names: {1: 要闻, 2: 综合}")
        return ()
    return tuple(sorted(value.items()))


def _feed(fields: Fields) -> int | None:
    fields.know(("editions",))
    return fields.number("editions", _DEFAULT.feed_editions)
