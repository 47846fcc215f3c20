"""Page PDFs: what stands on a print page, and which of it belongs together.

`reader.read_sheet` → Sheet (glyphs, rules, frames, plates: a plain value, whatever it was read
from) → `lines` → `segment.read_page` → PageReading: stories with their blocks, in order.
"""
