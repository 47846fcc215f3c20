"""A back file that is stopped at any change to the disk comes out as if nothing had happened."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
KILLED = REPOSITORY / "tests" / "killed.py"
KILLS = 100 if os.environ.get("SOAK") else 5
CHANGES = 28
"""To the disk, of nearly two issues of three that are set."""
PAST = 1_700_000_000
"""When the raw files seem to have been written: they rest."""
PAPER = "title: 青屏日报\nbase_url: https://example.org/\n"
ISSUES = {
    f"2025-03-{day:02}.txt": (
        f"## {place}春灌开闸放水\n\n**本报讯** 3月{day - 1}日，青屏县春灌在{place}启动，"
        "清水流向田间。\n\n"
        "水利站把放水的时刻表贴到了每个村口，谁家几点用水一看就明白。\n\n(记者 白岚)\n\n"
        f"## {place}小学的菜园开园了\n\n**本报讯** 3月{day - 1}日，孩子们种下了"
        "今年的第一批小白菜。\n\n"
        "到收获的时候，菜要送到镇上的敬老院去。\n\n(记者 陆小禾)\n"
    ).encode()
    for day, place in ((4, "柳塘"), (5, "河口"), (6, "石桥"))
}


def test_a_back_file_killed_at_any_change_and_run_again_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    clean = back_file(tmp_path / "clean")
    assert ingest(clean).returncode == 0
    expected = content(clean)
    assert sorted(name for name in expected if "/raw/" in name) == [
        f"content/editions/{name[:-4]}/raw/{name}" for name in ISSUES
    ]
    chance = random.Random(11)
    kills = 0
    while kills < KILLS:
        root = back_file(tmp_path / "paper")
        # at the last kill the paper is left to be finished
        while (
            done := ingest(root, chance.randrange(1, CHANGES) if kills < KILLS else 0)
        ).returncode:
            assert done.returncode == -signal.SIGKILL, done.stderr
            kills += 1
            found = content(root)
            for name, data in ISSUES.items():
                places = f"content/inbox/{name}", f"content/editions/{name[:-4]}/raw/{name}"
                assert data in map(found.get, places), name
            # an edition that lies there is whole: what is half done has a name of its own
            shelved = {name for name in found if name.startswith("content/editions/2")}
            folders = tuple({name[: len("content/editions/2025-03-04/")] for name in shelved})
            whole = {name for name in expected if name.startswith(folders)} if folders else set()
            assert {name: found[name] for name in shelved} == {n: expected[n] for n in whole}
        assert content(root) == expected
        shutil.rmtree(root)


def back_file(root: Path) -> Path:
    """A newspaper with the raw issues in its drop box."""
    inbox = root / "content" / "inbox"
    inbox.mkdir(parents=True)
    (root / "content" / "newspaper.yaml").write_bytes(PAPER.encode())
    for name, data in ISSUES.items():
        (inbox / name).write_bytes(data)
        os.utime(inbox / name, (PAST, PAST))
    return root


def ingest(root: Path, kill_at: int = 0) -> subprocess.CompletedProcess[str]:
    """Runs the real command, killed at its N-th change to the disk where one is given."""
    killed = [str(KILLED), str(kill_at), "-"] if kill_at else ["-m"]
    return subprocess.run(
        [sys.executable, *killed, "broadsheet", "--root", str(root), "ingest"],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def content(root: Path) -> dict[str, bytes]:
    """Every file of the newspaper but what may be deleted at any time."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }
