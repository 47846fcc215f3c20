"""Problems in a newspaper: what is wrong, where, and what to do about it.

All words that an editor reads when something is wrong stand in RULES, so that they can be
read together, translated, documented (docs/problems.md) and tested by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum

from broadsheet.values import dataclass


class Severity(StrEnum):
    """How bad it is: an error stops the command, a warning and an info do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Rule:
    """The wording of one code. Both texts are str.format templates over the same fields."""

    severity: Severity
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    code: str
    message: str
    hint: str
    severity: Severity = Severity.ERROR
    path: str | None = None
    """Relative to the root, with forward slashes."""
    line: int | None = None
    """1-based."""
    fields: tuple[tuple[str, str], ...] | None = field(default=None, compare=False, repr=False)
    """What the rule's templates were filled with, to say it in another language; None for a
    problem whose words are its own."""

    @property
    def where(self) -> str:
        """`path:line`, `path`, or nothing."""
        if self.path is None:
            return ""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    def __str__(self) -> str:
        head = f"{self.where}: " if self.where else ""
        return f"{head}{self.code} {self.message}\n    {self.hint}"


class NewspaperError(Exception):
    """Problems that stop a command; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[NewspaperError], tuple[tuple[Problem, ...]]]:
        """So that it comes back whole from another process."""
        return NewspaperError, (self.problems,)


def problem(
    code: str, path: str | None = None, line: int | None = None, /, **fields: object
) -> Problem:
    """A problem in the words of its rule. Raises KeyError for a code or field the rule has not."""
    rule = RULES[code]
    message = rule.message.format(**fields)
    hint = rule.hint.format(**fields)
    kept = tuple((name, str(value)) for name, value in fields.items())
    return Problem(code, message, hint, rule.severity, path, line, kept)


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file, then line, then code, each once."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (p.path or "", p.line or 0, p.code, p.message)))


def _error(message: str, hint: str) -> Rule:
    return Rule(Severity.ERROR, message, hint)


def _warning(message: str, hint: str) -> Rule:
    return Rule(Severity.WARNING, message, hint)


RULES: Mapping[str, Rule] = {
    # the newspaper itself
    "newspaper-missing": _error(
        "there is no newspaper here",
        "Run the command in a folder with content/newspaper.yaml, or name one with --root.",
    ),
    "folder-taken": _error(
        "there are files in this folder already",
        "Name a new folder: broadsheet new my-paper",
    ),
    "templates-missing": _error(
        "there are no templates here",
        "Copy the folder templates/ of a working newspaper beside content/.",
    ),
    # any file
    "unreadable": _error(
        "cannot be read: {reason}",
        "Give permission to read it, or take it away; then run it again.",
    ),
    "not-utf8": _error(
        "is not UTF-8 text: byte {offset} is {byte}",
        "Open it in a text editor and save it again with the encoding UTF-8.",
    ),
    "bad-yaml": _error(
        "its YAML cannot be read: {reason}",
        "Put values with a colon, quotation marks or a leading symbol between 'single quotes'.",
    ),
    "duplicate-key": _error(
        "the key {key} stands here twice (first on line {first})",
        "Keep one of the two.",
    ),
    "front-matter-missing": _error(
        "has no front matter",
        "Begin the file with a line ---, then title, page and order, then a line ---.",
    ),
    "unknown-key": _error(
        "unknown key {key}",
        "Known here: {known}.",
    ),
    "missing-key": _error(
        "the key {key} is missing",
        "Add a line: {name}: {example}",
    ),
    "wrong-type": _error(
        "{key} should be {expected}, but is {got}",
        "Write it like this: {example}",
    ),
    # editions and articles
    "bad-edition-name": _error(
        "this folder is not named by a date",
        "Name it YYYY-MM-DD, or YYYY-MM-DD-2 for the second issue of that day.",
    ),
    "edition-missing": _error(
        "the folder has no edition.md",
        "Add edition.md with the line: date: {date}",
    ),
    "date-mismatch": _error(
        "the date {date} differs from the folder's, {folder}",
        "Correct the date, or rename the folder.",
    ),
    "bad-article-name": _error(
        "the file name does not begin with page and order",
        "Name it like 01-03-harvest.md: page 1, third story.",
    ),
    "place-mismatch": _error(
        "{key} is {value}, but the file name says {named}",
        "Correct the front matter, or rename the file.",
    ),
    "same-place": _error(
        "stands on page {page}, place {order}, where {other} stands too",
        "Give one of the two another place: rename the file and correct its page and order.",
    ),
    "same-page": _error(
        "page {number} is described twice",
        "Keep one entry for each page number.",
    ),
    "path-escapes": _error(
        "{key} points out of the edition's folder: {value}",
        "Put the file into the edition's folder and write its path from there: images/harvest.jpg",
    ),
    "file-missing": _error(
        "{key} names a file that is not there: {value}",
        "Put the file there, or correct the path.",
    ),
    "bad-layout-name": _error(
        "the file name does not say which page it is of",
        "Name it like page-01.layout.yaml, with the number of the page.",
    ),
    "layout-no-page": _error(
        "is of page {page}, and the edition has no such page",
        "Take the file away, or name it after its page.",
    ),
    "layout-no-story": _error(
        "an area leads to {place}, and there is no such story in the edition",
        "Correct its place; or take the key place away, and the area leads nowhere.",
    ),
    "layout-twice": _error(
        "two areas of the page lead to {place}",
        "Make them one story with two outlines: polygon: [[[…], …], [[…], …]]",
    ),
    "layout-outside": _error(
        "{name} reaches beyond the page, which is {size}",
        "Lengths are those of width and height, from the top left corner; draw it inside.",
    ),
    "layout-same-block": _error(
        "two blocks are named {name}",
        "Give one of them another id, or keep it in one story only.",
    ),
    "layout-overlap": _warning(
        "the area of {one} lies in that of {other}",
        "Draw the corners of one of them in: in the preview, open the page and choose Edit areas.",
    ),
    "picture-withheld": Rule(
        Severity.INFO,
        "the picture and the PDF of page {page} are withheld: they show {places}, which readers do "
        "not see",
        "They come back with the story. To have the picture before, say in {layout} where it "
        "stands: only that place is blanked then.",
    ),
    "pdf-withheld": Rule(
        Severity.INFO,
        "the PDF of page {page} is withheld: it shows {places}, which readers do not see",
        "It comes back with the story. In the picture of the page only its place is blanked.",
    ),
    "font-missing": _error(
        "cards and posters need a font with Chinese characters, and this machine has none",
        "Install one (Debian, Ubuntu: apt install fonts-noto-cjk), or name a file of your own: "
        "font: content/fonts/paper.otf",
    ),
    "font-unusable": _error(
        "the font {font} is not there, or is no font",
        "Name a TTF, OTF or TTC file from the newspaper's folder: font: content/fonts/paper.otf",
    ),
    "picture-runs": _error(
        "the drawing has a program in it: {what}",
        "Save it as plain SVG, without scripts, or as PNG.",
    ),
    "picture-huge": _error(
        "the picture has {pixels} million pixels or more; one may have up to {limit}",
        "Save it smaller; 2000 pixels across are enough for a page of the site.",
    ),
    "symbolic-link": _error(
        "is a symbolic link",
        "Put the file itself in its place; the press does not follow links.",
    ),
    # the drop box
    "raw-binary": _error(
        "is {kind}, not text (byte {offset})",
        "Save the issue as plain text (UTF-8) and drop that file in.",
    ),
    "raw-undecodable": _error(
        "byte {offset} ({byte}) does not belong to {encoding}, which the other characters are in",
        "The file is damaged or was cut off: export it once more, best as UTF-8.",
    ),
    "needs-extra": _error(
        "reading {kind} needs one more library",
        "Install it with: pip install 'broadsheet[{extra}]'",
    ),
    "raw-damaged": _error(
        "cannot be opened: {reason}",
        "Open it in the program it comes from, save it again, and drop it in anew.",
    ),
    "pdf-locked": _error(
        "is locked with a password",
        "Save it once more without protection, and drop that file in.",
    ),
    "pdf-unreadable": _warning(
        "page {page} cannot be read: {reason}",
        "The other pages were set. Save this page once more from the program it comes from, or "
        "type its stories into the edition.",
    ),
    "texts-differ": _warning(
        "{count} characters of the story {place} differ: the text export has {text}, "
        "the page {page}",
        "The story has the words of the export. Compare it with the page, and correct it where "
        "the page is right.",
    ),
    "not-in-export": _warning(
        "the story {place} stands on the page and not in the text export: {title}",
        "It was set from the page. Compare it, and take not-in-export out of its review.",
    ),
    "not-on-pages": _warning(
        "the story {place} is in the text export and was not found on a page: {title}",
        "It stands after the story that it follows in the export. Correct its page and order.",
    ),
    "layout-kept": _warning(
        "was corrected by hand, and the new raw issue has other places; yours stays",
        "Look whether it still fits. To take the new places, remove the file and set the issue "
        "with ingest --force.",
    ),
    "needs-ocr": _warning(
        "page {page} has no text that can be used: {reason}",
        "Install broadsheet with its extra: pip install 'broadsheet[ocr]'. Or put a text export "
        "of the issue beside it, with the same name.",
    ),
    "read-by-eye": _warning(
        "page {page} was read from its picture",
        "Compare its stories with the page in the report, where what is in doubt is named; mend "
        "them, and accept their flag, ocr.",
    ),
    "no-text-layer": _error(
        "none of its pages has text that can be used: {reason}",
        "Install broadsheet with its extra: pip install 'broadsheet[ocr]'. Or put a text export "
        "of the issue beside it, with the same name.",
    ),
    "raw-empty": _error(
        "has no text in it",
        "Drop in the file with the text of the issue, or take this one away.",
    ),
    "raw-too-large": _error(
        "has {size} MB; one issue may have up to {limit} MB",
        "Split it: one file, or one folder, for each issue.",
    ),
    "raw-too-long": _error(
        "has {lines} lines; one issue may have up to {limit}",
        "Split it: one file, or one folder, for each issue.",
    ),
    "bad-xml": _error(
        "cannot be read as XML: {reason}",
        "Look at this line, or ask the library for the file once more; nothing was set.",
    ),
    "no-alto": _error(
        "no page of ALTO is in it",
        "Put the ALTO files of the issue, with its METS, its pictures and PDFs, into one folder.",
    ),
    "two-mets": _error(
        "there is another METS file in this issue: {other}",
        "Drop in each issue in a folder of its own, with one METS file.",
    ),
    "mets-file-missing": _error(
        "{file} is named here, and did not come with it",
        "Put that file into the folder, where METS says or anywhere in it.",
    ),
    "mets-pointer": _warning(
        "“{title}” points at the block {block} of {file}, which has none",
        "The rest of it was set. Compare the story with the picture of its page.",
    ),
    "page-without-picture": _warning(
        "page {page} came without a picture that can be read",
        "Put a JPEG, PNG or TIFF of the page beside it, named as ALTO or METS say, and drop the "
        "issue in anew.",
    ),
    "raw-kind": _error(
        "the press cannot read {suffix} files",
        "Save the issue in one of these kinds: {known}.",
    ),
    "raw-name": _error(
        "the name {name} leads out of the drop box",
        "Give it a plain name, such as 2023-01-31.txt.",
    ),
    "raw-date": _error(
        "the name says {date}, and there is no such day",
        "Correct the name: YYYY-MM-DD, with -2 for the second issue of that day.",
    ),
    "raw-missing": _error(
        "there is no such file",
        "Correct the path, or leave it out to set everything in content/inbox.",
    ),
    "raw-changed": _error(
        "was changed while it was being set",
        "Nothing was lost. Run the command again when the file is complete.",
    ),
    "raw-waiting": Rule(
        Severity.INFO,
        "is still being written",
        "It is left alone until it is quiet, and set the next time.",
    ),
    "raw-page-name": _error(
        "the file name does not begin with the number of its print page",
        "Name the files of an issue like 01-要闻.txt, 02-综合.txt.",
    ),
    "raw-page-twice": _error(
        "print page {number} is in {other} too",
        "Keep one file for each print page, or number them apart.",
    ),
    "picture-missing": _warning(
        "the picture {picture} of the story {place} did not come with it",
        "Put it into the edition's folder and name it under images, with the caption that now "
        "ends the story.",
    ),
    "nothing-set": _error(
        "no story was found in it",
        "Look at the text: an issue has headlines and running text.",
    ),
    "account-open": _error(
        "the characters of the raw file do not add up: {difference}",
        "Nothing was written. Please report this file as a fault of the press.",
    ),
    "edition-exists": _error(
        "the edition {key} is there already, and this is no other version of it",
        "Name a second issue of that day {key}-2, or run ingest with --force to set it anew.",
    ),
    "edition-changed": _error(
        "was changed while a new raw issue was merged into it",
        "Nothing was lost. Run the command again.",
    ),
    "merge-conflict": _warning(
        "{field} was changed by hand and in the new raw issue; the words by hand stay: {ours}",
        "The new raw issue has: {theirs}. Choose, then take merge-conflict out of review.",
    ),
    "story-gone": _warning(
        "the new raw issue has this story no more; it stays",
        "Take the file away if the story was never printed.",
    ),
    "story-added": Rule(
        Severity.INFO,
        "the new raw issue has this story in addition",
        "It stands behind the others of its page, so that their addresses stay.",
    ),
    "story-left-out": Rule(
        Severity.INFO,
        "the story {title} was taken away by hand and stays away",
        "To have it back, write its file anew; its text is in the proof of this run.",
    ),
    "same-date": _error(
        "is for {key}, and so is {other}",
        "Keep one of them, or name the second issue of that day {key}-2.",
    ),
    "date-for-many": _error(
        "--date {date} is for one issue, and several are waiting",
        "Name the one that is meant: ingest PATH --date {date}.",
    ),
    "set-failed": _error(
        "could not be set: {reason}",
        "The raw file is where it was. Please report it as a fault of the press.",
    ),
    # names of people
    "name-variant": _warning(
        "names {name}, and {where} names {other}, alike in {why}",
        "If they are one person, correct one; then say so in content/names.yaml: "
        "{{name: {name}, also: [{other}]}} for one person, not: for two.",
    ),
    "name-misspelt": _warning(
        "names {name}; the correct form is {correct} (content/names.yaml)",
        "Correct the story, then take name-variant out of its review.",
    ),
    # the date of an issue
    "date-unknown": _error(
        "neither the name nor the text says when it appeared",
        "Name the file by its date, like 2023-01-31.txt, or run ingest with --date.",
    ),
    "date-before-events": _error(
        "the date {date} lies before {event}, which the text reports: {quote}",
        "Name the file by the day it was printed; going by the text that is {proposed}.",
    ),
    "date-disagrees": _error(
        "the {one} says {date}, but the {other} says {value}: {quote}",
        "Correct the name of the file, or the line in the text.",
    ),
    "wrong-weekday": _error(
        "{date} is a {actual}, but the text says {stated}: {quote}",
        "Correct the date or the day of the week; one of them is wrong.",
    ),
    "wrong-lunar-date": _warning(
        "{date} is {actual} of the lunar calendar, but the text says {stated}",
        "Look which of the two dates is right in the printed paper.",
    ),
    "no-such-story": _error(
        "there is no story {story}",
        "Name it by edition, page and place, as its address does: 2023-01-31/01-03",
    ),
    # the check
    "review-flag": _warning(
        "“{title}” waits for a person's look: {flags}",
        "Compare it with the raw issue. Mend it and take the code out of review; or, where it is "
        "right as it is, run: accept {name} (accept {edition} for all of the edition).",
    ),
    "suspect-word": _warning(
        "“{text}” is mostly a slip for “{instead}”",
        "Correct it; or let it stand with an entry in content/accepted.yaml.",
    ),
    "suspect-name": _warning(
        "“{text}” is written {instead} in content/names.yaml",
        "Correct it; or, where this is another person, move the name from also to not there.",
    ),
    "suspect-pair": _warning(
        "a mark stands alone near “{text}”: where is its {instead}",
        "Put the other mark where it belongs.",
    ),
    "suspect-doubled": _warning(
        "“{instead}” stands twice near “{text}”",
        "Take one out; or let it stand with an entry in content/accepted.yaml.",
    ),
    "suspect-half-width": _warning(
        "half-width punctuation near “{text}”, where Chinese has {instead}",
        "Write the full-width mark.",
    ),
    "suspect-day": _warning(
        "“{text}” is no day of the calendar, or another day of the week: {instead}",
        "Look at the calendar, and correct the date or the weekday.",
    ),
    "over-limit": _warning(
        "{rate} suspected errors in 10 000 characters; the national limit is 3",
        "Look at the suspects of this edition; when the rest is right, run: accept EDITION "
        "--suspects.",
    ),
    "under-limit": Rule(
        Severity.INFO,
        "{rate} suspected errors in 10 000 characters; the national limit is 3",
        "Look at the suspects of this edition before it goes to its readers.",
    ),
    "dead-link": _error(
        "links to {target}, which is not there",
        "Correct the link in the text or the template that this page is printed from.",
    ),
    "site-missing": _error(
        "there is no site to check",
        "Run the command build first.",
    ),
    # addresses
    "address-dropped": _error(
        "the published address {address} would die: no page is printed there any more",
        "Put it back. Or withdraw the story in its own file. Or write on this line where it went: "
        "{address} -> {offer}. Or what stands there now: {address} gone WHY.",
    ),
    "redirect-dead": _error(
        "{address} leads to {to}, where no page is printed",
        "Correct the line: behind the arrow stands an address of the site, like 2023/02/01/01-02/.",
    ),
    "bad-address-line": _error(
        "this is no line of published addresses: {text}",
        "Write it like one of these: 2023/01/31/01-03/ -> 2023/02/01/01-02/ or "
        "2023/01/31/01-03/ gone WHY.",
    ),
    # publishing
    "not-accepted": _error(
        "“{title}” was not sent: nobody has looked at {flags}",
        "Compare it with the raw issue. Mend it and take the code out of review; or, where it is "
        "right as it is, run: accept {name} (accept {edition} for all of the edition).",
    ),
    "no-such-edition": _error(
        "there is no edition {edition}",
        "Name it as its folder in content/editions is named, like 2023-01-31.",
    ),
    "no-target": _error(
        "nothing says where the site is published",
        "Add a target, like this: publish: {{host: {{type: folder, path: /media/web/paper}}}}",
    ),
    "unknown-target": _error(
        "there is no target {name}",
        "Known here: {known}.",
    ),
    "which-target": _error(
        "there are several targets, and none is the usual one",
        "Name one of them: publish {first}. Or write default: true in one of {known}.",
    ),
    "secret-in-file": _error(
        "{key} would put a secret into a file that others read",
        "Take it out, change it at the host, and give it by the environment: {variable}",
    ),
    "secret-missing": _error(
        "the target {target} wants a secret, and none is there",
        "Set {variable} in the environment, or keep it in the keychain under broadsheet, {target}.",
    ),
    "site-unfinished": _error(
        "the last build was stopped before this site was whole",
        "Run the command build; it finishes the site.",
    ),
    "target-locked": _error(
        "{holder} is publishing to {target}",
        "Wait until it is done. If it was stopped, delete {lock} at the target.",
    ),
    "target-failed": _error(
        "the target {target} failed: {reason}",
        "Nothing is lost: run it again when the cause is gone; what was sent is not sent again.",
    ),
    "target-needs": _error(
        "the target {target} needs {program}, which is not here",
        "Install it: {how}",
    ),
    "target-inside": _error(
        "the target {target} lies where the newspaper itself is: {path}",
        "Name a folder that is neither the site nor in it, and has no newspaper in it.",
    ),
    "target-differs": _error(
        "the target {target} gives back other bytes than were sent: {paths}",
        "Run it again: these files are sent once more. If it stays, somebody else writes there.",
    ),
    # the preview
    "no-scheduler": _error(
        "no cluster answers there: {reason}",
        "Start one with `dask scheduler` and `dask worker`, or leave --scheduler out.",
    ),
    "port-taken": _error(
        "the preview cannot listen at {host}, port {port}: {reason}",
        "Name another one with --port; 0 takes any that is free.",
    ),
    # the site
    "same-output": _error(
        "would be printed to {output}, where {other} is printed too",
        "Rename one of the two.",
    ),
    "bad-template": _error(
        "the template cannot be used: {reason}",
        "Correct the template; the last good site is untouched.",
    ),
    "not-a-site": _error(
        "this folder has files that the press did not make",
        "Name an empty or new folder with --output; the press removes what it did not print.",
    ),
    "unwritable": _error(
        "cannot be written: {reason}",
        "Make room or give permission, then run it again; the last good site is untouched.",
    ),
}
"""Every code of the press, by name."""
