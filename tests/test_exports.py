"""What leaves for a search server: every published story, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path


def test_every_published_story_leaves_once(tmp_path: Path, repository: Path, press) -> None:  # type: ignore[no-untyped-def]
    root = tmp_path / "paper"
    shutil.copytree(repository / "content", root / "content")
    done = press("--root", root, "--json", "export", "--to", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "out/stories.ndjson").read_text(encoding="utf-8").splitlines()
    actions = [json.loads(line)["index"]["_id"] for line in lines[::2]]
    stories = [json.loads(line) for line in lines[1::2]]
    assert len(actions) == len(set(actions)) == json.loads(done.stdout)["stories"]
    assert all(f"{s['date']}" in action for s, action in zip(stories, actions, strict=True))
    hidden = {"2025-09-12/02-06", "2025-10-23/03-05", "2025-10-23/03-06"}
    assert not hidden & set(actions)
    assert json.loads((tmp_path / "out/mapping.json").read_text(encoding="utf-8"))["mappings"]
