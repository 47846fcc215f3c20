"""Bylines: who wrote it, in every form that papers print.

`（融媒体中心 甲 通讯员 乙）`, `本报记者 甲 乙`, `□记者 甲`, `记者|甲 编辑|乙`, `甲 文/图`,
`甲 摄`, `本报评论员`, two-character names printed with a gap, names with no space between them.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from broadsheet.ingest import latin
from broadsheet.ingest.conventions import (
    LESSER_UNIT_ENDINGS,
    ORG_ENDINGS,
    OWN_ORGS,
    POEM_FORMS,
    ROLE_PREFIXES,
    ROLES,
    SURNAMES,
    TRAILING_ROLES,
)
from broadsheet.ingest.nameforms import is_name, is_org, is_transliterated, split_names
from broadsheet.ingest.script import fold, restored
from broadsheet.ingest.whence import Byline, from_office, from_unit, may_be_name, pen_names, unwrap
from broadsheet.model import Author

LONGEST = 90
"""Characters of the longest line that is tried as a byline."""

_SLASHED = re.compile(r"(文|图|摄影)\s*[/／、]\s*(文|图|摄影)")
_SEPARATORS = re.compile(r"[\s|｜丨│┃∣:：,，、;；/／]+")
_WORD = re.compile(
    rf"(?P<before>.*?)(?P<role>(?:{'|'.join(ROLE_PREFIXES)})*"
    rf"(?:{'|'.join(sorted(map(re.escape, ROLES), key=len, reverse=True))}))(?P<after>.*)\Z"
)
_OWN = re.compile(rf"({'|'.join(OWN_ORGS)})(.*)\Z")
_DOTTED_NAME = re.compile(r"[\u3400-\u9fff]{1,8}(?:[·•・][\u3400-\u9fff]{1,8})+\Z")
_HAN = re.compile(r"[\u3400-\u9fff]\Z")
_ANONYMOUS = re.compile(rf"(?:{'|'.join(OWN_ORGS)})(?:特约)?(?:评论员|记者)(?:文章)?\Z|编者\Z")
_LINE_END = re.compile(r"\s*\n\s*")
_PROSE = re.compile(r"[，,;；：:]")
"""Marks that part names only where a role or brackets say that these are names."""
_BARE_ORGS = frozenset(word for word in ORG_ENDINGS if len(word) > 1)
_GLUED_ORGS = tuple(word for word in ORG_ENDINGS if "媒" in word)
"""Organisations that are printed without a space before the first name."""
_NO_LETTER = re.compile(r"[\W_]+")
_PLACE = re.compile(r"[\u3400-\u9fff]{2,9}(?:县|市|区|镇|乡|村|社区|街道)\Z")
"""Where a reader or correspondent is from; stands before the name."""
_ANY_BRACKET = re.compile(r"[（）()【】\[\]〔〕]")
_OF_ANY_KIND = frozenset(("记者", "通讯员"))
_KIND = re.compile(r"[\u3400-\u9fff]{1,4}\Z")
"""What kind of reporter, in words that no list has: 街道通讯员."""
_SONG_ROLES = frozenset(("词", "曲", "词曲", "作词", "作曲", "演唱", "编曲"))
"""Who made a song; the words mean other things in longer ones."""
_PUBLIC = frozenset(("读者", "作者", "网友", "编辑"))
"""Roles that begin words of their own; before a name there is a space or a mark."""
_SENTENCE_MARK = re.compile(r"[。！？!?…“”《》\d%]")


@dataclass(slots=True)
class _Token:
    kind: str
    """role, org, name"""
    text: str
    guessed: bool = False
    """Cut out of a word without spaces."""


def parse(text: str, known: Set[str] = frozenset()) -> Byline | None:
    """Reads a whole text as a byline, or gives None.

    `known` are names that stand in sure bylines of the same issue. A line end inside the text
    may have cut a word or stood between two: what can be read decides.
    """
    if len(text) > LONGEST:
        return None
    if latin.is_latin(text):
        people = latin.byline(text.replace("\n", " "))
        return Byline(people, 1.0) if people else None
    if "\n" in text:
        cut = _LINE_END.sub("", text)
        return parse(cut, known) or parse(_LINE_END.sub(" ", text), known)
    folded = fold(text)
    if folded != text:
        return _restored(parse(folded, frozenset(map(fold, known))), folded, text)
    return _parse(text, _named(text, known) if known else frozenset())


def _named(text: str, known: Set[str]) -> frozenset[str]:
    """Those of the names that may be in a text: most lines name nobody, and are asked about more
    than once.
    """
    letters = _NO_LETTER.sub("", text)
    return frozenset([name for name in known if name in letters or not name.isalpha()])


@lru_cache(maxsize=1 << 12)  # the rows of some issues
def _parse(text: str, known: frozenset[str]) -> Byline | None:
    """Reads one line in simplified characters; `known` are the names that may be in it."""
    found = _read(text, known)
    if found is None and text.lstrip().startswith(("（", "(")) and re.search(r"\S\s+\S", text):
        found = _read(re.sub(r"\s+", "", text), known)  # gaps of justification inside names
    if found is None or found.strength < 0.75:
        unit = from_unit(text, known)
        if unit is not None and (found is None or unit.strength > found.strength):
            return unit
    return (pen_names(text) or from_office(text)) if found is None else found


def _read(text: str, known: frozenset[str]) -> Byline | None:
    inner, bracketed = unwrap(text)
    if not inner or _SENTENCE_MARK.search(inner):
        return None
    bare = re.sub(r"\s+", "", inner)
    if _ANONYMOUS.match(bare):
        return Byline((Author(bare),), 0.6 if bare.endswith("文章") else 0.9)
    inner = _SLASHED.sub(lambda m: f" {m[1]}/{m[2]} ", inner)
    words = _SEPARATORS.split(inner.replace("文/图", "\0").replace("图/文", "\1"))
    words = [word.replace("\0", "文/图").replace("\1", "图/文") for word in words if word]
    singles = sum(len(word) == 1 for word in words)
    name = len(words) == 3 == singles and words[0] in SURNAMES and words[2] not in TRAILING_ROLES
    if bracketed and len(words) == 2 == singles and all(map(_HAN.match, words)):
        return Byline((Author("".join(words)),), 0.75)  # 图 雅 is a name here, and no role
    if name or (len(words) >= 5 and singles >= 0.8 * len(words)):
        words = ["".join(words)]  # letterspaced as a whole
    words = _close_names(words)
    tokens = _tokens(words, known)
    if tokens is None and _LED.match(inner):
        tokens = _led(words, known)
    if tokens is None and text.lstrip().startswith(("（", "(")):
        tokens = _tokens([part for word in words for part in _after_role(word)], known)
    if tokens is None:
        return None
    if text.lstrip().startswith(("【", "[", "〔")) and all(
        token.kind != "role" for token in tokens
    ):
        return None  # such brackets set off the name of a column
    if not bracketed and _PROSE.search(inner) and all(token.kind != "role" for token in tokens):
        return None
    authors = _complete(_authors(tokens), tokens)
    if not authors or not _covers(bare, authors):
        return None
    kinds = {token.kind for token in tokens}
    if not bracketed and "、" in inner and "org" in kinds and "role" not in kinds:
        return Byline(authors, 0.2)  # an enumeration, where no brackets say more
    return Byline(authors, _strength(tokens, bracketed, known))


def _restored(byline: Byline | None, folded: str, text: str) -> Byline | None:
    """A byline that was read in simplified characters, with those of the paper."""
    if byline is None:
        return None
    bare_folded, bare = re.sub(r"\s", "", folded), re.sub(r"\s", "", text)

    def back(word: str | None) -> str | None:
        words = (word or "").split()
        return " ".join(restored(part, bare_folded, bare) for part in words) or None

    authors = tuple(
        Author(back(author.name) or author.name, back(author.role), back(author.org))
        for author in byline.authors
    )
    return Byline(authors, byline.strength)


def _close_names(words: list[str]) -> list[str]:
    """A surname and a single character after it are one name printed with a gap."""
    closed: list[str] = []
    for word in words:
        if closed and _HAN.match(word) and word not in ("文", "图", "摄"):
            before = closed[-1]
            surname = before[-1] in SURNAMES and (len(before) == 1 or before[:-1].endswith(ROLES))
            if surname:
                closed[-1] += word
                continue
        closed.append(word)
    return closed


def _tokens(words: list[str], known: Set[str]) -> list[_Token] | None:
    tokens: list[_Token] = []
    for index, word in enumerate(words):
        found = _word(word, known, last=index == len(words) - 1)
        if found is None and tokens and _names_follow(tokens) and may_be_name(word):
            found = [_Token("name", word, guessed=True)]
        if found is None:
            return None
        tokens += found
    return tokens


_LED = re.compile(r"(?:文|图|摄影?|撰文|采写|文字|图片)\s*[:：|｜丨／/]")
"""A role, and a mark that sets it off from the names after it: 文：甲."""


def _led(words: list[str], known: Set[str]) -> list[_Token] | None:
    """The tokens of a byline whose role comes first, with names of any form."""
    tokens: list[_Token] = []
    for word, below in zip(words, (*words[1:], ""), strict=True):
        alone = not below or below in TRAILING_ROLES
        if (
            word in TRAILING_ROLES
            or word in ROLES
            or (not alone and word.endswith(_WHO) and len(word) > 2)
        ):
            tokens.append(_Token("role", word))
        elif not alone and word.endswith(LESSER_UNIT_ENDINGS) and len(word) > 2:
            tokens.append(_Token("org", word))
        elif 2 <= len(word) <= 3 and may_be_name(word) and not is_org(word):
            tokens.append(_Token("name", word))
        elif alone and is_org(word) and tokens and tokens[-1].text in _PICTURED:
            tokens.append(_Token("name", word))  # pictures come from houses, too
        elif (found := _word(word, known, last=False)) is not None:
            tokens += found
        else:
            return None
    return tokens


_WHO = ("医师", "医生", "教师", "老师", "教授", "主任", "研究员", "律师", "农艺师", "专家")
"""What somebody is that writes for a paper: 文／某某诊所医师 甲."""
_PICTURED = frozenset(("图", "图片", "摄", "摄影"))
"""Roles of who made the pictures."""


_GLUED_ROLE = re.compile(
    r"(?P<role>(?:本报|见习|实习|特约)?(?:记者|通讯员|实习生))(?P<name>[\u3400-\u9fff]{2,3})"
)
_NO_REPORTER = re.compile(
    r"获悉|了解|手记|观察|调查|走访|体验|连线|之家|见闻|日记|视线|直击|述评|来信"
)
"""What stands after 记者 and is nobody's name."""


def _after_role(word: str) -> tuple[str, ...]:
    """A role and the name that is printed with no space after it, whatever its surname."""
    match = _GLUED_ROLE.fullmatch(word)
    if match is None or _NO_REPORTER.match(match["name"]):
        return (word,)
    return match["role"], match["name"]


def _names_follow(tokens: list[_Token]) -> bool:
    """Whether a role stands before: what follows it are names, whatever their surnames."""
    kinds = [token.kind for token in tokens]
    return "role" in kinds and tokens[kinds.index("role")].text not in TRAILING_ROLES


def _word(word: str, known: Set[str], *, last: bool) -> list[_Token] | None:
    """The tokens of one word between spaces; None where it is no part of a byline."""
    if word in TRAILING_ROLES or word in ROLES or word in _SONG_ROLES:
        return [_Token("role", word)]
    if word in ORG_ENDINGS and len(word) > 1 and not last:
        return [_Token("org", word)]
    if word in known or (is_name(word) and (last or not is_org(word))):
        return [_Token("name", word)]
    match = _WORD.match(word)
    if match is not None:
        before = _plain(match["before"], known) if match["before"] else []
        after = _word(match["after"], known, last=last) if match["after"] else []
        role = match["role"]
        if before is None and role in _OF_ANY_KIND and _KIND.match(match["before"]):
            before, role = [], word[: match.end("role")]
        if before is None or after is None:
            return None
        if role in _PUBLIC and after and not before and match["after"] not in known:
            return None  # 读者信箱, 作者简介
        own = _OWN.match(role)
        if own is not None and own[2]:
            return [*before, _Token("org", own[1]), _Token("role", own[2]), *after]
        return [*before, _Token("role", role), *after]
    for role in TRAILING_ROLES:
        if len(word) > len(role) + 1 and word.endswith(role) and last:
            names = _plain(word[: -len(role)], known)
            if names is not None and all(token.kind == "name" for token in names):
                return [*names, _Token("role", role)]
    return _plain(word, known)


def _plain(word: str, known: Set[str]) -> list[_Token] | None:
    """A word without a role: a name, an organisation, or several names."""
    if word in _BARE_ORGS:
        return [_Token("org", word)]
    if _ANY_BRACKET.search(word):
        return None
    if word in known or is_name(word):
        return [_Token("name", word)]
    if is_org(word) or _PLACE.match(word):
        return [_Token("org", word)]
    for org in _GLUED_ORGS:
        if word.startswith(org):
            after = _plain(word[len(org) :], known)
            return after and [_Token("org", org), *after]
    if _DOTTED_NAME.match(word) and not word.startswith(
        POEM_FORMS
    ):  # also the form of a poem's title: 清平乐·村居
        return [_Token("name", word, guessed=not is_transliterated(word))]
    names = split_names(word, known)
    if names is not None:
        return [_Token("name", name, guessed=True) for name in names]
    return None


def _authors(tokens: list[_Token]) -> tuple[Author, ...]:
    """A role or org applies to the names after it; a role after all names to those before it."""
    authors: list[Author] = []
    role: str | None = None
    org: str | None = None
    pending = 0
    """Names since the last role or org."""
    kinds = [token.kind for token in tokens]
    for index, token in enumerate(tokens):
        if token.kind == "name":
            authors.append(Author(token.text, role, org))
            pending += 1
        elif token.kind == "org":
            if pending and "name" not in kinds[index:]:
                return ()  # an organisation that belongs to nobody
            if not (index and kinds[index - 1] == "role"):
                role = None
            org = token.text
            pending = 0
        elif pending and (
            "name" not in kinds[index:]
            or (token.text in TRAILING_ROLES and kinds[0] != "role" and kinds[0] != "org")
        ):
            for at in range(len(authors) - pending, len(authors)):
                author = authors[at]
                both = f"{author.role} {token.text}" if author.role else token.text
                authors[at] = Author(author.name, both, author.org)
            pending = 0
            role, org = None, None
        else:
            if not (index and kinds[index - 1] == "org"):
                org = None
            role = f"{role} {token.text}" if index and kinds[index - 1] == "role" else token.text
            pending = 0
    return tuple(authors)


def _covers(bare: str, authors: tuple[Author, ...]) -> bool:
    """Whether the authors have every letter of a byline: the account asks the same."""
    words = {
        word.replace(" ", "")
        for author in authors
        for word in (author.name, author.org, *(author.role or "").split())
        if word
    }
    for word in sorted(words, key=len, reverse=True):
        bare = bare.replace(word, "")
    return not re.search(r"\w", bare.replace("丨", ""))


def _complete(authors: tuple[Author, ...], tokens: list[_Token]) -> tuple[Author, ...]:
    """The authors with every word of the byline: a role that went to nobody is the first one's.

    An organisation that belongs to nobody makes it no byline.
    """
    if not authors:
        return ()
    kept = {word for a in authors for word in (a.name, a.org, *(a.role or "").split())}
    lost = [token for token in tokens if token.text not in kept]
    if any(token.kind != "role" for token in lost):
        return ()
    first = authors[0]
    roles = dict.fromkeys(token.text for token in lost)
    role = " ".join(filter(None, (*roles, first.role))) or None
    return (Author(first.name, role, first.org), *authors[1:])


def _strength(tokens: list[_Token], bracketed: bool, known: Set[str]) -> float:
    kinds = {token.kind for token in tokens}
    if "role" in kinds:
        return 1.0
    names = [token.text for token in tokens if token.kind == "name"]
    if any(token.guessed and token.text not in known for token in tokens):
        return 0.5 if bracketed else 0.2
    if "org" in kinds:
        return 1.0 if bracketed else 0.9
    if bracketed:
        return 0.9 if any(len(name) > 2 or name in known for name in names) else 0.75
    if all(name in known for name in names):
        return 0.8
    return 0.5 if len(names) <= 4 else 0.3
