"""Where a site is published: the key `publish` of newspaper.yaml as typed values.

Passwords and keys are no settings: they come from the environment, the user's keychain or the
configuration of the program that sends, and a file that names one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlsplit

from broadsheet.fields import Fields
from broadsheet.text import printable
from broadsheet.values import dataclass


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine: a mounted drive, or one that another program keeps in step."""

    path: str
    """Absolute, or relative to the newspaper's folder."""


@dataclass(frozen=True, slots=True)
class Server:
    """A login on a machine, for rsync over SSH and for SFTP."""

    host: str
    path: str
    """Folder on it."""
    user: str | None = None
    port: int = 22
    key: str | None = None
    """File of a private key; otherwise the agent's keys and the user's own configuration."""
    known_hosts: str | None = None
    """File of known hosts, where it is not the user's own."""


@dataclass(frozen=True, slots=True)
class Rsync(Server):
    """rsync over SSH."""


@dataclass(frozen=True, slots=True)
class Sftp(Server):
    """SFTP, for hosts that have no rsync."""


@dataclass(frozen=True, slots=True)
class Git:
    """A branch of a repository, as GitHub Pages and Gitee Pages serve it."""

    repository: str
    """Address or folder that git can push to."""
    branch: str = "gh-pages"
    history: bool = True
    """Whether every publication is kept as a commit, or only the last."""


@dataclass(frozen=True, slots=True)
class S3:
    """A bucket of S3 or of a storage that speaks its language (OSS, COS, MinIO, R2 …)."""

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    """Address of a storage that is not Amazon's."""
    region: str | None = None


@dataclass(frozen=True, slots=True)
class WebDav:
    """A folder that is reached by WebDAV."""

    url: str
    user: str | None = None


@dataclass(frozen=True, slots=True)
class ByHand:
    """The editors carry the folder to the host themselves; the addresses are recorded."""


Where = Folder | Rsync | Sftp | Git | S3 | WebDav | ByHand

PACKINGS = ("gz", "br")


@dataclass(frozen=True, slots=True)
class Target:
    """One place that the site is sent to."""

    name: str
    where: Where
    default: bool = False
    """Taken where the command names none."""
    public: bool = True
    """Whether readers see it: the addresses of a trial are not recorded."""
    rules: bool = False
    """Whether the host reads `_headers` and `_redirects`."""
    packed: tuple[str, ...] = ()
    """Which of PACKINGS are sent beside text files."""


COMMON = ("type", "default", "public", "rules", "compress")
_SECRET = re.compile(r"(?i)pass(word|wd|phrase)?$|secret|token|access_?key|api_?key|credential")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z")
_HOST = re.compile(r"[A-Za-z0-9_\[][\w.:\]-]{0,252}\Z", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9_][\w.@+-]{0,99}\Z", re.ASCII)
_BRANCH = re.compile(r"(?!.*(\.\.|//|@\{|\.lock$))[A-Za-z0-9_][\w./-]{0,199}(?<![./])\Z", re.ASCII)
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,62}\Z")


def read_targets(fields: Fields) -> tuple[Target, ...]:
    """The targets below `publish`, in the order they stand in."""
    found: list[Target] = []
    for name in fields.values:
        if not _NAME.match(name):
            fields.wrong(name, "named with letters, digits and hyphens", "host: {type: folder}")
            continue
        target = fields.table(name, partial(_target, name), "{type: folder}")
        if target is not None:
            found.append(target)
    return tuple(found)


def _target(name: str, fields: Fields) -> Target | None:
    fields.require("type", "folder")
    kind = fields.text("type", "folder")
    if kind is None:
        return None
    if kind not in KINDS:
        fields.wrong("type", f"one of {', '.join(KINDS)}", "type: folder")
        return None
    known, read = KINDS[kind]
    known = (*COMMON, *known)
    for key in fields.values:
        if key in known:
            continue
        if _SECRET.search(key):
            fields.report("secret-in-file", key, key=key, variable=variable(name, "PASSWORD"))
        else:
            fields.report("unknown-key", key, key=printable(key), known=", ".join(known))
    where = read(fields)
    packed = fields.texts("compress", "gz")
    if set(packed) - set(PACKINGS):
        fields.wrong("compress", f"a list of {', '.join(PACKINGS)}", "compress: [gz, br]")
    return Target(
        name,
        where,
        default=fields.truth("default"),
        public=fields.truth("public", otherwise=True),
        rules=fields.truth("rules"),
        packed=tuple(packing for packing in PACKINGS if packing in packed),
    )


def variable(name: str, secret: str) -> str:
    """The variable of the environment with a secret of a target: BROADSHEET_HOST_PASSWORD."""
    return f"BROADSHEET_{re.sub('[^A-Z0-9]', '_', name.upper())}_{secret}"


def _text(fields: Fields, key: str, example: str, allowed: re.Pattern[str] | None = None) -> str:
    fields.require(key, example)
    return _maybe(fields, key, example, allowed) or ""


def _maybe(
    fields: Fields, key: str, example: str, allowed: re.Pattern[str] | None = None
) -> str | None:
    value = fields.text(key, example)
    if value is None:
        return None
    plain = value.isprintable() and not value.startswith("-")
    if not plain or (allowed is not None and not allowed.match(value)):
        fields.wrong(key, "a plain name", f"{key}: {example}")
        return None
    return value


def _address(fields: Fields, key: str, example: str) -> str | None:
    value = _maybe(fields, key, example)
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        parts.port  # noqa: B018 - raises where it is none
    except ValueError:
        good = False
    if not good:
        fields.wrong(key, "an address", f"{key}: {example}")
        return None
    _no_password(fields, key, value)
    return value


def _no_password(fields: Fields, key: str, value: str) -> None:
    if re.search(r"://[^/@]*:[^/@]*@", value) or re.search(r"https?://[^/@]+@", value):
        fields.report("secret-in-file", key, key=key, variable="a credential helper")


def _folder(fields: Fields) -> Folder:
    return Folder(_text(fields, "path", "/media/web/paper"))


def _server(make: type[Rsync] | type[Sftp]) -> Callable[[Fields], Rsync | Sftp]:
    def read(fields: Fields) -> Rsync | Sftp:
        port = fields.values.get("port", 22)
        if isinstance(port, bool) or not isinstance(port, int) or not 1 <= port <= 65535:
            fields.wrong("port", "a number from 1 to 65535", "port: 22")
            port = 22
        return make(
            _text(fields, "host", "example.org", _HOST),
            _text(fields, "path", "/var/www/paper"),
            _maybe(fields, "user", "paper", _WORD),
            port,
            _maybe(fields, "key", "~/.ssh/id_ed25519"),
            _maybe(fields, "known_hosts", "~/.ssh/known_hosts"),
        )

    return read


def _git(fields: Fields) -> Git:
    repository = _text(fields, "repository", "git@example.org:paper/site.git")
    if repository:
        _no_password(fields, "repository", repository)
    if "::" in repository:
        fields.wrong("repository", "an address or folder", "repository: ../site.git")
    branch = _maybe(fields, "branch", "gh-pages", _BRANCH)
    return Git(repository, branch or "gh-pages", fields.truth("history", otherwise=True))


def _s3(fields: Fields) -> S3:
    prefix = (_maybe(fields, "prefix", "paper") or "").strip("/")
    if ".." in prefix.split("/"):
        fields.wrong("prefix", "a plain name", "prefix: paper")
    return S3(
        _text(fields, "bucket", "paper", _BUCKET),
        prefix,
        _address(fields, "endpoint", "https://storage.example.org"),
        _maybe(fields, "region", "cn-north-1", _WORD),
    )


def _webdav(fields: Fields) -> WebDav:
    fields.require("url", "https://dav.example.org/paper")
    url = _address(fields, "url", "https://dav.example.org/paper")
    return WebDav(url or "", _maybe(fields, "user", "paper", _WORD))


def _by_hand(fields: Fields) -> ByHand:
    return ByHand()


_LOGIN = ("host", "path", "user", "port", "key", "known_hosts")
KINDS: Mapping[str, tuple[tuple[str, ...], Callable[[Fields], Where]]] = {
    "folder": (("path",), _folder),
    "rsync": (_LOGIN, _server(Rsync)),
    "sftp": (_LOGIN, _server(Sftp)),
    "git": (("repository", "branch", "history"), _git),
    "s3": (("bucket", "prefix", "endpoint", "region"), _s3),
    "webdav": (("url", "user"), _webdav),
    "by-hand": ((), _by_hand),
}
"""Every type: the keys it knows beside COMMON, and what reads them."""
