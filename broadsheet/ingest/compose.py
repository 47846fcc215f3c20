"""The composing room: a raw issue becomes a setting."""

from __future__ import annotations

from broadsheet.ingest.raw import RawIssue
from broadsheet.ingest.setting import Setting


def set_issue(raw: RawIssue) -> Setting:
    """Sets an issue. Never raises for any text; what cannot be placed is kept and flagged."""
    raise NotImplementedError
