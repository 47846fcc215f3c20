"""Ingest: a raw issue of a newspaper becomes articles that an editor would sign.

`txt.read_text` → RawPages; `compose.set_issue` → Setting; `drafts` → Markdown files.
"""
