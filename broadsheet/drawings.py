"""What a drawing (SVG) would do besides being seen.

A browser that opens one at its own address runs what is in it, with the rights of the newspaper's
site. So drawings with scripts, handlers, embedded pages or style sheets that transform are refused.
"""

from __future__ import annotations

from xml.parsers import expat

ELEMENTS = frozenset(("script", "iframe", "object", "embed", "handler", "listener"))


class _Found(Exception):  # noqa: N818 - not an error, but the way out of a parser
    """What was found."""


def what_runs(data: bytes) -> str | None:
    """The first thing in an SVG file that would run, in a few words; None where there is none.

    Of a damaged file the part before the damage counts, which is what browsers show.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = _element
    parser.ProcessingInstructionHandler = _instruction
    parser.EntityDeclHandler = _entity
    try:
        parser.Parse(data, True)
    except _Found as found:
        return str(found)
    except (expat.ExpatError, ValueError, LookupError):
        return None
    return None


def _element(name: str, attributes: dict[str, str]) -> None:
    local = name.rpartition(" ")[2].lower()
    if local in ELEMENTS:
        raise _Found(f"<{local}>")
    for key, value in attributes.items():
        attribute = key.rpartition(" ")[2].lower()
        if attribute.startswith("on") or attribute == "srcdoc":
            raise _Found(f"{attribute}=")
        # browsers drop white space and control characters inside a scheme
        scheme = "".join(char for char in value if char > " ").lower()
        if scheme.startswith(("javascript:", "vbscript:", "data:text")):
            raise _Found(f"{attribute}={scheme.partition(':')[0]}:")


def _instruction(target: str, data: str) -> None:
    if target == "xml-stylesheet" and "css" not in data:
        raise _Found("<?xml-stylesheet?>")


def _entity(name: str, is_parameter: bool, value: str | None, *_: str | None) -> None:
    # An address as an entity is what drawing programs write; markup in one hides elements.
    if value is None or "<" in value or "&" in value:
        raise _Found(f"<!ENTITY {name}>")
