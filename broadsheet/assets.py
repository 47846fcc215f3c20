"""Style sheets and scripts: beside the HTML that uses them, joined, and published as they are.

Their names carry no digest: a change of style then re-prints one file and not every page of
decades (docs/decisions/0005). A file of the newspaper's own in templates/assets/ is published
under the same name below assets/; one in templates/assets/root/ at the top of the site, where
service workers and the files that search engines ask owners for must lie.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from broadsheet import urls
from broadsheet.model import Output
from broadsheet.text import canonical_json, digest

STYLESHEET = "press.css"
SCRIPT = "press.js"
LAYERS = ("tokens", "base", "layout", "parts", "print", "shame")
"""Files of templates/assets/css in the order that the cascade reads them."""
APART = ("page", "search")
"""How the names of scripts begin that only one kind of sheet loads."""
TOP = "root/"

Say = Callable[[str], str]
_SAID = re.compile(rb'(?<![\w.$])_\("([^"\\\n]*)"\)')
"""What the script of every page says to readers: `_("Read aloud")`, as in templates."""


def assets_digest(templates: Path, say: Say) -> str:
    """Changes when any style or script does, or what a script says in the paper's language."""
    contents = [(output.path, digest(output.data)) for output in _files(templates, say)]
    return digest(canonical_json(contents).encode())


def print_assets(templates: Path, say: Say) -> Iterator[Output]:
    """The style sheet and the script of every page, both joined, the other files, and icons.

    The script of every page is templates/assets/js/*.js by name, with its words in the paper's
    language; those of the search page (search*.js), of print pages (page*.js) and what lies in
    folders below are published one by one.
    """
    own = list(_files(templates, say))
    yield from own
    # loaded now: they are drawn when everything is printed anew, and else never
    from broadsheet import icons

    paths = {output.path for output in own}
    for name in icons.SIZES:
        if urls.asset(name) not in paths:
            yield Output(urls.asset(name), icons.icon(name), "broadsheet/icons.py")


def _files(templates: Path, say: Say) -> Iterator[Output]:
    folder = templates / "assets"
    layers = [folder / "css" / f"{layer}.css" for layer in LAYERS]
    scripts = [p for p in sorted(folder.glob("js/*.js")) if not p.name.startswith(APART)]
    yield Output(urls.asset(STYLESHEET), _joined(layers), "templates/assets/css")
    yield Output(urls.asset(SCRIPT), _spoken(_joined(scripts), say), "templates/assets/js")
    joined = {*layers, *scripts}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p not in joined):
        name = path.relative_to(folder).as_posix()
        if not any(part.startswith(".") for part in name.split("/")):
            address = name.removeprefix(TOP) if name.startswith(TOP) else urls.asset(name)
            yield Output(address, path.read_bytes(), f"templates/assets/{name}")


def _joined(paths: list[Path]) -> bytes:
    return b"\n".join(path.read_bytes() for path in paths if path.is_file())


def _spoken(script: bytes, say: Say) -> bytes:
    """The script with its words in the paper's language, so that no page has to carry them."""

    def word(said: re.Match[bytes]) -> bytes:
        return json.dumps(say(said[1].decode()), ensure_ascii=False).encode()

    return _SAID.sub(word, script)
