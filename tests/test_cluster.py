"""Work on a cluster: a real one of two workers prints the bytes that one process prints."""

from __future__ import annotations

import datetime as dt
import operator
import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broadsheet import press as presses
from broadsheet.ingest.inbox import ingest
from broadsheet.workers import workers
from tests import pdf_kit

Paper = Callable[..., Path]
Tree = Callable[[Path], dict[str, bytes]]


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a scheduler with two worker processes on this machine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own, of its start and end
        from distributed import LocalCluster

        with LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as found:
            yield found.scheduler_address


def test_results_come_in_order_and_from_other_processes(cluster: str) -> None:
    with workers(1, cluster) as pool:
        assert list(pool.map(operator.neg, range(40))) == [-n for n in range(40)]
        pids = {int(text) for text in pool.map(os.readlink, ["/proc/self"] * 8)}
        assert os.getpid() not in pids


def test_a_cluster_prints_the_bytes_of_one_process(
    cluster: str, paper: Paper, tree: Tree, now: dt.datetime
) -> None:
    root = paper("weekly")
    report = presses.build(root, root / "alone", now=now)
    shutil.rmtree(root / ".cache")
    spread = presses.build(root, root / "spread", now=now, scheduler=cluster)
    assert tree(root / "spread") == tree(root / "alone")
    assert spread.written == report.written
    assert presses.build(root, root / "spread", now=now, scheduler=cluster).written == ()


def test_raw_issues_are_set_on_a_cluster(cluster: str, paper: Paper, tree: Tree) -> None:
    alone = paper("base")
    spread = alone.with_name("spread")
    shutil.copytree(alone, spread)
    for root in (alone, spread):
        inbox = root / "content" / "inbox"
        inbox.mkdir(exist_ok=True)
        for day in range(10, 18):
            text = f"## 石埠桥{day}日通车\n\n本报讯 石埠桥上午通车。桥长六十四米。\n"
            (inbox / f"2024-03-{day}.txt").write_text(text, encoding="utf-8")
            os.utime(inbox / f"2024-03-{day}.txt", (1e9, 1e9))
        for number in (1, 2):
            page = inbox / "2024-03-08" / f"{number:02d}.pdf"
            page.parent.mkdir(exist_ok=True)
            page.write_bytes(pdf_kit.simple_page(number))
            os.utime(page, (1e9, 1e9))
    one = ingest(alone)
    other = ingest(spread, scheduler=cluster)
    assert len(one.set) == len(other.set) == 9
    assert tree(spread / "content" / "editions") == tree(alone / "content" / "editions")
