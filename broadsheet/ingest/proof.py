"""The proof of a set issue: an HTML page with the raw lines beside the stories they became.

It is read from the disk, so it needs no server, no script and no other file, and it forbids all
of them: the raw text is somebody else's and may look like anything.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from operator import attrgetter

from broadsheet.ingest.merge import Merged
from broadsheet.ingest.raw import Line
from broadsheet.ingest.report import DOUBTFUL, describe, where
from broadsheet.ingest.results import Prepared
from broadsheet.ingest.setting import Fate, Guess, Share
from broadsheet.model import Article
from broadsheet.speech import Say, sayer

STYLE = """
:root { color-scheme: light; font: 15px/1.6 system-ui, sans-serif; color: #222; background: #fff }
body { margin: 0 auto; max-width: 96rem; padding: 1rem }
h1 { font-size: 1.4rem; margin: 0 }
h2 { font-size: 1.15rem; margin: 0 0 .3rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: .5rem 0 }
dt { color: #666 } dd { margin: 0 }
table { border-collapse: collapse } td, th { padding: .1rem .6rem .1rem 0; text-align: left }
nav a { margin-right: .8rem; white-space: nowrap }
.row { display: grid; grid-template-columns: fit-content(48%) minmax(0, 1fr); gap: 2rem;
  border-top: 1px solid #ccc; padding: .8rem 0 }
.raw { font-family: ui-monospace, monospace; font-size: .87rem; margin: 0;
  min-width: min(26rem, 90vw) }
.raw .blank { font-size: .3rem }
section { position: sticky; top: .5rem }
.raw > div { display: grid; grid-template-columns: 3.2rem minmax(0, 1fr) }
.raw a { color: #999; text-decoration: none; text-align: right; padding-right: .7rem }
.raw span { white-space: pre-wrap; overflow-wrap: anywhere }
:target { outline: 2px solid #c60 }
.doubt { background: #fff3d6; border-left: 4px solid #c80; padding: .1rem .6rem; margin: .3rem 0 }
.guess { color: #555; margin: .2rem 0; font-size: .9rem }
.flag { background: #b30; color: #fff; border-radius: .2rem; padding: 0 .4rem; font-size: .85rem }
.title { background: #ffd9d1; font-weight: bold } .kicker { background: #ffe7c2 }
.deck { background: #fff3b8 } .column { background: #e9dcff } .dateline { background: #d3ecff }
.byline { background: #c9f0e4 } .body { background: #f1f1ee } .caption { background: #e4f3cf }
.image { background: #e4f3cf } .jump { background: #ffd6ec } .folio { background: #dfe4ff }
.space, .glyph, .markup { color: #999 }
.glyph, .markup { background: #fff; text-decoration: line-through }
.duplicate { background: #ddd; text-decoration: line-through }
.field { color: #666; font-size: .85rem; margin: 0 }
.field b { color: #222; font-weight: normal }
.text p { margin: .3rem 0; text-indent: 2em } .text { max-height: 40rem; overflow: auto }
@media (max-width: 50rem) { .row { grid-template-columns: 1fr } }
"""

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"
"""Content security policy: this style sheet and nothing else."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Raw lines one after the other that belong to the same story, or to none."""

    article: int | None
    lines: tuple[Line, ...]


def page(
    prepared: Prepared, source: str, merged: Merged | None = None, *, language: str = "en"
) -> str:
    """The proof as an HTML document. `source` is the path of the raw issue, for its head;
    `merged` tells how it was merged into an edition that was there; `language` is that of the
    words around the text.
    """
    say = sayer(language)
    names = {fate: say(str(fate)) for fate in Fate}
    setting = prepared.setting
    shares = _by_line(setting.account.shares)
    runs = _runs(prepared.raw.lines, shares)
    ids = _line_ids(prepared.raw.files)
    opens = {fate: f'<span class="{fate}" title="{names[fate]}">' for fate in Fate}
    shown: set[int] = set()
    rows: list[str] = []
    for run in runs:
        raw = "".join([_line(line, shares, ids, opens) for line in run.lines])
        right = _right(prepared, run, shown, say)
        rows.append(f'<div class="row"><div class="raw">{raw}</div><div>{right}</div></div>')
    unseen = (i for i in range(len(setting.articles)) if i not in shown)
    rows += [
        f'<div class="row"><div></div><div>{_story(prepared, index, say)}</div></div>'
        for index in unseen
    ]
    title = escape(say("{edition}: proof of {source}", edition=prepared.key, source=source))
    head = _head(prepared, source, names, say)
    body = "\n".join((head, _conflicts(merged, say), *rows))
    return (
        "<!doctype html>\n"
        '<html lang="zh">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"{body}\n</body>\n</html>\n"
    )


def _head(prepared: Prepared, source: str, names: Mapping[Fate, str], say: Say) -> str:
    setting = prepared.setting
    totals = setting.account.totals
    day = str(prepared.key)
    if prepared.inferred:
        reason = say(prepared.reason)
        day = say("{edition}, inferred: {reason}", edition=prepared.key, reason=reason)
    facts = {
        "Edition": day,
        "Raw issue": f"{source} ({prepared.encoding})",
        "Read as": describe(setting.layout, say),
        "Stories": str(len(setting.articles)),
        "Issue number": setting.imprint.number or say("none printed"),
    }
    listed = "".join(f"<dt>{say(k)}</dt><dd>{escape(v)}</dd>" for k, v in facts.items())
    legend = "".join(
        f'<tr><td class="{fate}">{names[fate]}</td><td>{totals[fate]}</td></tr>'
        for fate in Fate
        if totals.get(fate)
    )
    doubts = "".join(
        _guess(guess, prepared, say) for guess in setting.guesses if guess.confidence < DOUBTFUL
    )
    links = "".join(
        f'<a href="#s{index}">{article.place}</a>' for index, article in enumerate(setting.articles)
    )
    return (
        f"<h1>{escape(str(prepared.key))}</h1><dl>{listed}</dl><nav>{links}</nav>"
        "<details><summary>"
        f"{say('Every character of the raw text: {sum}', sum=sum(totals.values()))}</summary>"
        f"<table>{legend}</table></details>"
        + (
            f"<h2>{say('To look at')}</h2>{doubts}"
            if doubts
            else f"<p>{say('Nothing is in doubt.')}</p>"
        )
    )


def _conflicts(merged: Merged | None, say: Say) -> str:
    if merged is None:
        return ""
    facts = (
        ("changed by the new raw issue", merged.taken),
        ("keep changes made by hand", merged.kept),
        ("new", merged.added),
        ("in the new raw issue no more", merged.gone),
        ("taken away by hand", merged.left_out),
    )
    listed = "".join(
        f"<dt>{say(name)}</dt><dd>{escape(', '.join(places))}</dd>"
        for name, places in facts
        if places
    )
    clashes = "".join(
        f'<div class="doubt"><p>{escape(c.place)} <b>{escape(c.field)}</b></p><dl>'
        f"<dt>{say('was set')}</dt><dd>{escape(c.clash.base)}</dd>"
        f"<dt>{say('by hand (stays)')}</dt><dd>{escape(c.clash.ours)}</dd>"
        f"<dt>{say('new raw issue')}</dt><dd>{escape(c.clash.theirs)}</dd></dl></div>"
        for c in merged.conflicts
    )
    head = say("Merged into the edition that was there")
    return f"<h2>{head}</h2><dl>{listed}</dl>{clashes}"


def _right(prepared: Prepared, run: _Run, shown: set[int], say: Say) -> str:
    if run.article is None:
        return f'<p class="field">{say("edition data, or left out")}</p>'
    if run.article in shown:
        place = prepared.setting.articles[run.article].place
        story = f'<a href="#s{run.article}">{place}</a>'
        return f'<p class="field">{say("belongs to {story}", story=story)}</p>'
    shown.add(run.article)
    return _story(prepared, run.article, say)


def _story(prepared: Prepared, index: int, say: Say) -> str:
    article = prepared.setting.articles[index]
    flags = "".join(f' <span class="flag">{escape(code)}</span>' for code in article.review)
    fields = "".join(
        f'<p class="field">{say(name)}: <b>{escape(value)}</b></p>'
        for name, value in _fields(article, say)
    )
    guesses = "".join(
        _guess(guess, prepared, say) for guess in prepared.setting.guesses if guess.article == index
    )
    paragraphs = "".join(
        f"<p>{escape(paragraph)}</p>"
        for paragraph in article.body.split("\n\n")
        if paragraph.strip()
    )
    return (
        f'<section id="s{index}"><p class="field">{article.place}{flags}</p>'
        f"<h2>{escape(article.title)}</h2>{fields}{guesses}"
        f'<div class="text">{paragraphs}</div></section>'
    )


def _fields(article: Article, say: Say) -> Iterator[tuple[str, str]]:
    for name, value in (
        ("kicker", article.kicker),
        ("deck", article.deck),
        ("column", article.column),
        ("dateline", article.dateline),
    ):
        if value is not None:
            yield name, value
    for author in article.authors:
        yield "byline", _joined(author.org, author.role, author.name)
    for picture in article.images:
        yield "picture", _joined(picture.src, picture.caption, picture.credit)
    if article.jump is not None:
        for name, number in (("continued on", article.jump.to), ("from", article.jump.origin)):
            if number is not None:
                yield name, say("page {page}", page=number)


def _joined(*words: str | None) -> str:
    return " · ".join(word for word in words if word)


def _guess(guess: Guess, prepared: Prepared, say: Say) -> str:
    kind = "doubt" if guess.confidence < DOUBTFUL else "guess"
    files = prepared.raw.files
    at = where(guess, say)
    if at and guess.lines and files:
        story = None if guess.article is None else prepared.setting.articles[guess.article]
        file = story.source.file if story and story.source else files[0]
        at = f'<a href="#{_line_id(files.index(file), guess.lines[0])}">{at}</a> '
    return (
        f'<p class="{kind}">{at}<b>{escape(guess.code)}</b> '
        f'<meter value="{guess.confidence:.2f}">{guess.confidence:.2f}</meter> '
        f"{escape(say(guess.reason))}</p>"
    )


Shares = Mapping[tuple[str, int], Sequence[Share]]


def _by_line(shares: Iterable[Share]) -> Shares:
    found: dict[tuple[str, int], list[Share]] = {}
    for share in shares:
        found.setdefault((share.file, share.line), []).append(share)
    return found


def _runs(lines: Sequence[Line], shares: Shares) -> tuple[_Run, ...]:
    """The raw lines in stretches of one story; a line of nothing but space joins the one before."""
    runs: list[tuple[int | None, list[Line]]] = []
    for line in lines:
        story, blank = None, True
        for share in shares.get((line.file, line.number), ()):
            if story is None:
                story = share.article
            blank = blank and share.fate is Fate.SPACE
        if runs and (blank or runs[-1][0] == story):
            runs[-1][1].append(line)
        else:
            runs.append((story, [line]))
    return tuple(_Run(article, tuple(run)) for article, run in runs)


def _line_ids(files: Sequence[str]) -> Mapping[str, int]:
    """A number for each file, to keep the line anchors of several files apart."""
    return {file: n for n, file in enumerate(files)}


def _line_id(file: int, line: int) -> str:
    return f"f{file}-{line}"


def _line(line: Line, shares: Shares, files: Mapping[str, int], opens: Mapping[Fate, str]) -> str:
    """A raw line, each stretch in the colour of what it became; `opens` has the tags of these."""
    number, text, file = line
    anchor = _line_id(files[file], number)
    spans, at = [], 0
    for share in sorted(shares.get((file, number), ()), key=_START):
        if share.start > at:
            spans.append(escape(text[at : share.start]))
        at = share.end
        spans.append(f"{opens[share.fate]}{escape(text[share.start : at])}</span>")
    if at < len(text):
        spans.append(escape(text[at:]))
    blank = "" if text.strip() else ' class="blank"'
    words = "".join(spans)
    return f'<div id="{anchor}"{blank}><a href="#{anchor}">{number}</a><span>{words}</span></div>'


_START = attrgetter("start")
