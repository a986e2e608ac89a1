"""A hostile reader: bounds every count from what is released alone, by linear programming.

Written from the issue and the exhibits' published column names, not from `dialogmote.disclose`. It sees the frames that
lie under `released/exhibits` and the profile's two numbers, which the request sheet prints. `attacker_links.py` says
what such a reader knows about how exhibits hang together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

# Feasible points come from a solver that works to 1e-7; counts are whole.
SLACK = 1e-6
UNKNOWN = 1e7  # no register has more spells
ROUNDS = 12  # of pushing all targets at once; more save nothing
FEW = 25  # targets pushed up at once, later: they seldom stand in each other's way

Name = tuple
Terms = Mapping[Name, float]


@dataclass
class Ledger:
    """Unknown counts with bounds, and linear facts about them."""

    threshold: int
    rounding: int
    place: dict[Name, int] = field(default_factory=dict)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    facts: list[tuple[Terms, float, float]] = field(default_factory=list)
    hidden: list[Name] = field(default_factory=list)
    differences: dict[Name, Terms] = field(default_factory=dict)

    def note(self, name: Name, shown: float | None, lowest: float = 1.0, *, is_flow: bool = False) -> None:
        """A cell as it is released: null is at least `lowest`, zero is zero, the rest was rounded, a flow twice."""
        if shown is None:
            low, high = lowest, UNKNOWN
            self.hidden.append(name)
        elif shown == 0:
            low = high = 0.0
        else:
            half = (self.rounding - 1) / (1 if is_flow else 2)
            low, high = max(self.threshold, shown - half), shown + half
        if name in self.place:
            i = self.place[name]
            self.low[i], self.high[i] = max(self.low[i], low), min(self.high[i], high)
            return
        self.place[name] = len(self.low)
        self.low.append(low)
        self.high.append(high)

    def link(self, terms: Terms, low: float = 0.0, high: float = 0.0) -> None:
        """A fact: the sum of the terms lies between low and high. Facts about cells that are not there are dropped."""
        if all(name in self.place for name in terms):
            self.facts.append((dict(terms), low, high))

    def watch(self, name: Name, terms: Terms) -> None:
        """A difference of cells that is a count of somebody too."""
        if all(part in self.place for part in terms):
            self.differences[name] = dict(terms)

    def targets(self) -> dict[Name, Terms]:
        """Everything worth knowing: hidden cells and differences."""
        return {name: {name: 1.0} for name in self.hidden} | self.differences

    def is_satisfied_by(self, truth: Mapping[Name, float]) -> list[Name | Terms]:
        """What the truth contradicts: bounds and facts that are wrong, empty for an attacker who reasons soundly."""
        wrong: list[Name | Terms] = [
            name
            for name, i in self.place.items()
            if name in truth and not self.low[i] - SLACK <= truth[name] <= self.high[i] + SLACK
        ]
        return wrong + [
            terms
            for terms, low, high in self.facts
            if all(name in truth for name in terms)
            and not low - SLACK <= sum(k * truth[name] for name, k in terms.items()) <= high + SLACK
        ]


@dataclass(frozen=True)
class Find:
    """A count the attacker has bounded too well."""

    name: Name
    low: int
    high: int


def attack(ledger: Ledger, rng: np.random.Generator) -> list[Find]:
    """Every target that is pinned: to one positive number, or to positive numbers under the threshold alone."""
    solver = _Solver(ledger)
    found = []
    for name, terms in solver.stubborn(ledger.targets(), rng).items():
        if solver.seems_open(terms):
            continue
        high = int(np.floor(solver.highest(terms) + SLACK))
        if solver.seems_open(terms):  # what reached so high has opened it
            continue
        low = int(np.ceil(solver.lowest(terms) - SLACK))
        if low >= 1 and (high < ledger.threshold or low == high):
            found.append(Find(name, low, high))
    return found


class _Solver:
    """The linear program, and the feasible points met so far: a target that differs among them needs no solving."""

    def __init__(self, ledger: Ledger) -> None:
        self.place, self.threshold = ledger.place, ledger.threshold
        self.bounds = np.column_stack([ledger.low, ledger.high])
        within = [(terms, low, high) for terms, low, high in ledger.facts if low < high]
        self.sums = self._matrix([terms for terms, low, high in ledger.facts if low == high])
        self.totals = np.array([low for _, low, high in ledger.facts if low == high])
        above = [({name: -k for name, k in terms.items()}, -low) for terms, low, _ in within]
        below = [(terms, high) for terms, _, high in within]
        self.matrix = self._matrix([terms for terms, _ in (*above, *below)])
        self.limits = np.array([limit for _, limit in (*above, *below)])
        self.points: list[np.ndarray] = []

    def _matrix(self, facts: list[Terms]) -> csr_matrix | None:
        """A row for each fact; nothing where there is none."""
        cells = [(row, self.place[name], k) for row, terms in enumerate(facts) for name, k in terms.items()]
        rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
        return csr_matrix((values, (rows, columns)), shape=(len(facts), len(self.place))) if facts else None

    def stubborn(self, targets: Mapping[Name, Terms], rng: np.random.Generator) -> dict[Name, Terms]:
        """Targets that stay pinned when many are pushed up and down at once: most are open, and need no solving."""
        left = dict(targets)
        for turn in range(ROUNDS):
            pushed: dict[Name, float] = {}
            for terms in left.values():
                sign = (1.0, -1.0, rng.choice([-1.0, 1.0]))[min(turn, 2)] * rng.uniform(0.5, 1.5)
                for name, k in terms.items():
                    pushed[name] = pushed.get(name, 0.0) + sign * k
            self._solve(pushed, 1.0)
            left = {name: terms for name, terms in left.items() if not self.seems_open(terms)}
        return self._push_few(left, rng)

    def _push_few(self, targets: dict[Name, Terms], rng: np.random.Generator) -> dict[Name, Terms]:
        """The same with a few targets at a time, each of them twice."""
        left = targets
        for _ in range(2):
            names = [list(targets)[i] for i in rng.permutation(len(targets))]
            for start in range(0, len(names), FEW):
                pushed: dict[Name, float] = {}
                for name in names[start : start + FEW]:
                    for part, k in targets[name].items() if name in left else ():
                        pushed[part] = pushed.get(part, 0.0) - k
                if pushed:
                    self._solve(pushed, 1.0)
                    left = {name: terms for name, terms in left.items() if not self.seems_open(terms)}
        return left

    def seems_open(self, terms: Terms) -> bool:
        """Whether points met before already leave the target open: nobody at all, or enough, and not one number."""
        met = [sum(k * point[self.place[name]] for name, k in terms.items()) for point in self.points]
        is_wide = bool(met) and max(met) - min(met) >= 1
        return is_wide and (min(met) < SLACK or max(met) >= self.threshold - SLACK)

    def highest(self, terms: Terms) -> float:
        """Largest value; raises `ValueError` when no register fits what is released."""
        return self._solve(terms, -1.0)

    def lowest(self, terms: Terms) -> float:
        """Smallest value."""
        return self._solve(terms, 1.0)

    def _solve(self, terms: Terms, sign: float) -> float:
        goal = np.zeros(len(self.place))
        for name, k in terms.items():
            goal[self.place[name]] += sign * k
        limits = None if self.matrix is None else self.limits
        totals = None if self.sums is None else self.totals
        done = linprog(goal, self.matrix, limits, self.sums, totals, bounds=self.bounds, method="highs")
        if done.x is None:
            raise ValueError(f"no counts fit what is released: {done.message}")
        self.points.append(done.x)
        return sign * float(done.fun)


def shares_of(ledger: Ledger, name: Name, share: float | None, n: float | None, n_name: Name) -> None:
    """Those with and those without, from a share in percent and the count it is of."""
    of_whole = None if share is None or n is None else share * n / 100
    with_name, without_name = (*name, "with"), (*name, "without")
    ledger.note(with_name, None if of_whole is None else round(of_whole, 3), lowest=0.0)
    ledger.place.setdefault(without_name, len(ledger.low))
    if len(ledger.low) < len(ledger.place):
        ledger.low.append(0.0)
        ledger.high.append(UNKNOWN)
    ledger.link({n_name: 1, with_name: -1, without_name: -1})
    ledger.watch(without_name, {without_name: 1})


def describe(finds: list[Find]) -> Iterator[str]:
    """One line a find, for a report."""
    for find in finds:
        yield "/".join(map(str, find.name)) + f": {find.low} to {find.high}"
