"""Work over processes: in order, faults come back, and few items start no process."""

from __future__ import annotations

import math
import multiprocessing
import operator

import pytest

from broadsheet.problems import NewspaperError, Problem, problem
from broadsheet.workers import FEW, workers


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("count", [0, 1, FEW - 1, FEW, 50])
def test_results_come_in_the_order_of_the_items(jobs: int, count: int) -> None:
    with workers(jobs) as pool:
        assert list(pool.map(operator.neg, range(count))) == [-n for n in range(count)]


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
