"""Signs: what each row of an issue shows, before anything is concluded from it."""

from __future__ import annotations

from typing import NamedTuple

from broadsheet.ingest.galley import Row
from broadsheet.ingest.measure import Measure

LONGEST_BLOCK = 5
"""Lines of a headline block; more centred short lines in a row are verse."""


class Signs(NamedTuple):
    """What one row shows; a tuple, because each is made by itself and then completed beside the
    others.
    """

    row: Row
    broken: bool
    """It ends inside a sentence."""
    justified: bool
    """Letterspaced by justification: never the last line of a paragraph."""
    byline: float
    """Strength of the byline that the whole row is; 0 where it is none."""
    signed: bool
    """A byline stands at its end."""
    cut: bool
    """It only ends a byline that begins on a row before."""
    credit: bool
    """A byline begins at its end and goes on below."""
    dateline: bool
    onward: bool
    """下转 stands at its end."""
    resumed: bool
    """上接 stands at its beginning."""
    indented: bool
    """It has the paragraph indent of the issue."""
    displaced: bool
    """It is set in from the margin by something else: centred or flush right."""
    tabular: bool
    """It has the gaps of a table row."""
    column: bool
    """It looks like the name of a standing column."""
    dated: bool
    """It is the date under a notice."""
    item: bool
    """It begins like an item of a list."""
    labelled: bool
    """It begins with a label: 电话：, 地址： …"""
    note: bool
    """It says in brackets who the author of the story above is, or where it is from."""
    calls: bool
    """It calls whom a letter is to: 编辑同志："""
    notice: bool
    """It has the last word of a notice's heading: 公告, 启事, 声明 …"""
    measure: Measure | None = None
    """The print column it stands in; None where lines are not broken by one."""
    lack: float = 0.0
    """Ems that the row is short of its column; only what the next row could have given."""
    initial: bool = False
    """A drop cap: one character before a line of text."""
    phrased: bool = False
    """A space parts phrases of it, in an issue where no body line has spaces by noise."""
    section: bool = False
    """It is only a number that parts sections of a story: 一, 二, 三."""
    stanza: bool = False
    """It stands in a stanza: short lines close together, where blank lines part all else."""
    short_run: int = 0
    """How many short rows stand in a row here, itself among them."""
    depth: int = 0
    """Its place among the rows right under the end of a story, from 1 to LONGEST_BLOCK; else 0."""
    amid_short: tuple[bool, bool] = (False, False)
    """Two short rows or more stand above it, and below it."""
