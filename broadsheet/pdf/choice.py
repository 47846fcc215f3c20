"""One chain for each headline, so that every strip is told once and all costs together are least.

A weighted set partition: small (some fifteen headlines, some fifty strips), but greedy choices
fail where columns of two stories stand level. Prices of strips are found first (a Lagrangian
relaxation, by subgradient steps); at these prices the search hardly branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEFT_OVER = 5.0
"""Cost of a strip that no headline takes."""
BARE = 5.0
"""Cost of a headline without text."""
BRANCHES = 20
"""Chains of one headline that are tried at one step."""
ROUNDS = 60
"""Rounds in which prices are found."""
STEPS = 3_000
"""Steps of the search; a page needs some hundred."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Strips in reading order."""

    strips: tuple[int, ...]
    cost: float
    """What is strange about its joins and its place."""


def choose(options: Sequence[Sequence[Chain]], count: int) -> list[tuple[int, ...]]:
    """The strips of each headline; `options` are its chains, `count` is the number of strips."""
    prices = _prices(options, count)
    priced = [
        sorted(
            (
                chain.cost - sum(prices[k] for k in chain.strips),
                sum(1 << k for k in chain.strips),
                n,
            )
            for n, chain in enumerate(own)
        )
        for own in options
    ]
    search = _Search(priced, [LEFT_OVER - price for price in prices])
    search.run((1 << count) - 1, frozenset(range(len(options))), 0.0, {})
    return [
        options[head][search.best[head]].strips if head in search.best else ()
        for head in range(len(options))
    ]


def _prices(options: Sequence[Sequence[Chain]], count: int) -> list[float]:
    """What each strip is worth to the headlines that could have it: at these prices no two want
    the same strip, as far as prices can bring that about.
    """
    prices = [1.0] * count
    best, best_value = list(prices), -float("inf")
    for turn in range(ROUNDS):
        value = sum(prices)
        wanted = [0] * count
        for own in options:
            least, pick = BARE, None
            for chain in own:
                net = chain.cost
                for k in chain.strips:
                    net -= prices[k]
                if net < least:
                    least, pick = net, chain
            value += least
            for k in pick.strips if pick is not None else ():
                wanted[k] += 1
        if value > best_value:
            best_value, best = value, list(prices)
        if all(n == 1 for n in wanted):
            break
        step = 2.0 / (1 + turn / 8)
        for k in range(count):
            prices[k] = min(LEFT_OVER, prices[k] + step * (1 - wanted[k]))
    return best


class _Search:
    """Branch and bound over the headlines, at prices."""

    def __init__(
        self, priced: Sequence[Sequence[tuple[float, int, int]]], spare: Sequence[float]
    ) -> None:
        self.priced = priced
        self.spare = spare
        self.best: dict[int, int] = {}
        self._cost = float("inf")
        self._steps = 0

    def run(self, free: int, left: frozenset[int], cost: float, chosen: dict[int, int]) -> None:
        """Tries all that can be better than the best so far."""
        self._steps += 1
        if self._steps > STEPS:
            return
        if not left:
            total = cost + sum(spare for k, spare in enumerate(self.spare) if free >> k & 1)
            if total < self._cost:
                self._cost, self.best = total, dict(chosen)
            return
        fitting = {
            head: [each for each in self.priced[head] if not each[1] & ~free][:BRANCHES]
            for head in left
        }
        least = {head: min(BARE, own[0][0]) if own else BARE for head, own in fitting.items()}
        bound = cost + sum(least.values())
        if bound >= self._cost - 1e-9:
            return

        def regret(head: int) -> tuple[float, int]:
            values = sorted([*(price for price, _, _ in fitting[head][:2]), BARE])
            return values[0] - values[1] if len(values) > 1 else -99.0, head

        # the headline that would lose most if its best chain were taken comes first
        head = min(left, key=regret)
        rest = left - {head}
        for price, mask, n in fitting[head]:
            if bound - least[head] + price >= self._cost - 1e-9:
                break
            self.run(free & ~mask, rest, cost + price, {**chosen, head: n})
        self.run(free, rest, cost + BARE, chosen)
