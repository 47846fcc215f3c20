"""Work over processes: in order, faults come back, and few items start no process."""

from __future__ import annotations

import math
import multiprocessing
import operator
import subprocess
import sys
from pathlib import Path

import pytest

from broadsheet.locks import alone
from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.workers import FEW, workers


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("count", [0, 1, FEW - 1, FEW, 50])
def test_results_come_in_the_order_of_the_items(jobs: int, count: int) -> None:
    with workers(jobs) as pool:
        assert list(pool.map(operator.neg, range(count))) == [-n for n in range(count)]


def test_a_system_that_can_only_start_programs_does_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    with workers(2) as pool:
        assert list(pool.map(operator.neg, range(FEW))) == [-n for n in range(FEW)]


def test_few_items_start_no_process() -> None:
    before = multiprocessing.active_children()
    with workers(2) as pool:
        list(pool.map(operator.neg, range(FEW - 1)))
        assert multiprocessing.active_children() == before


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_of_an_item_is_raised_here(jobs: int) -> None:
    with workers(jobs) as pool, pytest.raises(ValueError, match="math domain error"):
        list(pool.map(math.sqrt, [1, 4, 9, -1, 16, 25, 36]))


def test_no_process_is_left_behind() -> None:
    before = set(multiprocessing.active_children())
    with workers(2) as pool:
        list(pool.map(operator.neg, range(20)))
    assert set(multiprocessing.active_children()) == before


def test_problems_come_whole_through_a_process() -> None:
    found = [problem("site-missing", f"site-{n}", n + 1) for n in range(8)]
    with workers(2) as pool:
        (error, *_) = pool.map(NewspaperError, [[p] for p in found])
    assert isinstance(error, NewspaperError)
    assert isinstance(error.problems[0], Problem)
    assert error.problems == (found[0],)


FORKED = """
from broadsheet.workers import workers
names = ["a", "b", "c"]
with workers(2, forks=True) as pool:
    # no process could be told of such a function, or of a name that was given later
    print(*pool.map(lambda n: names[n % 3], range(12)))
    names.append("d")
    print(*pool.map(lambda n: names[n % 4], range(12)))
"""

# a line is written in one piece, also where Python is told to keep nothing back: two begin at once
WAITING = """
import os, sys, time
from pathlib import Path
from broadsheet.locks import alone
from broadsheet.workers import workers
def begin(number):
    os.write(1, b"begun\\n")
    time.sleep(3600)
with alone(Path(sys.argv[1]), print), workers(2, forks=True) as pool:
    list(pool.map(begin, range(12)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of all threads")
def test_loading_the_index_starts_no_thread() -> None:
    command = "import os, broadsheet.search.index; print(len(os.listdir('/proc/self/task')))"
    said = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True)
    assert (said.stdout, said.stderr) == ("1\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of all threads")
def test_forked_processes_have_what_was_made_before_them() -> None:
    command = [sys.executable, "-c", FORKED]
    said = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (said.stdout, said.stderr) == ("a b c a b c a b c a b c\na b c d a b c d a b c d\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of all threads")
def test_a_killed_build_leaves_neither_processes_nor_its_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WAITING, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.kill()
        process.wait()
        with alone(tmp_path, lambda holder: pytest.fail(f"{holder} holds it")):
            pass
        # it ends when the last process that may write into it has gone
        assert process.stdout.read() in ("", "begun\n")
