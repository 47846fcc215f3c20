"""The published stories for search servers, for those who outgrow a static index."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from broadsheet.gather import editions_out
from broadsheet.problems import NewspaperError, problem
from broadsheet.search.documents import documents
from broadsheet.search.export import bulk, mapping

STORIES, MAPPING = "stories.ndjson", "mapping.json"


def export(root: Path, folder: Path, now: dt.datetime) -> int:
    """Writes STORIES and MAPPING into a folder; returns how many stories there are.

    Raises NewspaperError with every problem of the content, or where the folder cannot be written.
    """
    stories = [story for edition in editions_out(root, now) for story in documents(edition)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MAPPING).write_bytes(mapping())
        with (folder / STORIES).open("wb") as file:
            file.writelines(bulk(stories))
    except OSError as error:
        reason = error.strerror or str(error)
        raise NewspaperError([problem("unwritable", folder.name, reason=reason)]) from error
    return len(stories)
