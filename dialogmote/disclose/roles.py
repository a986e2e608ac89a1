"""What a column of an exhibit is to disclosure control, and what is known about an exhibit's rows.

Declarations only: `clearances` makes them for every exhibit, `hiding` and `values` act on them, `gate` checks them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]
# A month of a group, or a sum over months of it: what the cells of an exhibit tell.
Name = tuple[object, ...]


@dataclass(frozen=True)
class Key:
    """A label: outcome, week, month, group. Names and codes of offices are public."""


@dataclass(frozen=True)
class Public:
    """A number that rests on no row of the register; `why` says on what."""

    why: str


@dataclass(frozen=True)
class Count:
    """How many `unit` a row is about; their number, when it is no key."""

    unit: str


@dataclass(frozen=True)
class Share:
    """Percent of the spells of a count: released from rounded counts."""

    of: str


@dataclass(frozen=True)
class PartOfTotal:
    """Percent that a row's count is of the sum over its parts: released from rounded counts."""

    of: str


@dataclass(frozen=True)
class ShareOfLarger:
    """Percent that a row's count is of a larger number that is not shown: released from rounded counts."""

    of: str


@dataclass(frozen=True)
class ShareOrDay:
    """Percent of the spells of a count, and in the row where the column `days[0]` is `days[1]` a median in days."""

    of: str
    days: tuple[str, str]


@dataclass(frozen=True)
class ShareError:
    """Binomial standard error of a share in percent: computed anew from what is released of both."""

    share: str
    of: str


@dataclass(frozen=True)
class Mean:
    """Mean over a count."""

    of: str


@dataclass(frozen=True)
class Quantile:
    """Quantile of a count, `at` between 0 and 1: whole units, null with too few on either side."""

    of: str
    at: float


@dataclass(frozen=True)
class Hazard:
    """Percent of those at risk with an event."""

    at_risk: str
    events: str


@dataclass(frozen=True)
class Bound:
    """Bound of a hazard's interval, computed anew from the rounded counts."""

    at_risk: str
    events: str
    is_upper: bool


@dataclass(frozen=True)
class Scaled:
    """A number that is a count by a known factor: moved as rounding moves the count."""

    of: str


@dataclass(frozen=True)
class Product:
    """Percent times a number: computed anew from what is released of both."""

    share: str
    of: str


@dataclass(frozen=True)
class Fall:
    """First row's number less this row's: computed anew from what is released."""

    of: str


@dataclass(frozen=True)
class Estimate:
    """An estimate, or a bound of its interval: rounded where its standard error has `digits` significant digits."""

    std_error: str
    digits: int = 3


@dataclass(frozen=True)
class StdError:
    """A standard error or a standard deviation, to `digits` significant digits."""

    digits: int = 3


@dataclass(frozen=True)
class PValue:
    """A p-value, to three significant digits."""


@dataclass(frozen=True)
class ControlMean:
    """Mean of an outcome over the control group in period 0, to one decimal at most."""


@dataclass(frozen=True)
class ControlLevel:
    """Percent of the control group in period 2: from rounded counts, to one decimal."""


@dataclass(frozen=True)
class PilotLevel:
    """The control level plus the estimate, both as released, to one decimal."""

    control: str
    estimate: str


@dataclass(frozen=True)
class PooledHazard:
    """Percent of spell-weeks at risk with an event, pooled over weeks: rounded as its difference is."""

    std_error: str


@dataclass(frozen=True)
class Extremum:
    """A smallest or largest value, which is somebody's: never released."""


Role = (
    Key | Public | Count | Share | PartOfTotal | ShareOfLarger | ShareOrDay | ShareError | Mean | Quantile | Hazard
    | Bound | Scaled | Product | Fall | Estimate | StdError | PValue | ControlMean | ControlLevel | PilotLevel
    | PooledHazard | Extremum
)  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """Rows that add up to a sum which is known, from this exhibit or another: one sum for each value of `by`.

    Rows where the column `total[0]` is `total[1]` hold the sum. `group_of` names the group of a row whose sum another
    exhibit shows.
    """

    by: tuple[str, ...] = ()
    total: tuple[str, str] | None = None
    group_of: Callable[[Row], str] | None = None


@dataclass(frozen=True)
class Steps:
    """Rows that follow each other, with stocks that flow off: a difference of two stocks is a count too.

    `stocks` are shown at the same places. `flows` leave during a row and are shown beside. `is_before` says whether a
    row's stock is the one before its flow (at risk in a week) or after it (left after a step), `is_whole` whether
    nobody leaves but by the flow.
    """

    stocks: tuple[str, ...]
    flows: tuple[str, ...]
    by: tuple[str, ...] = ()
    is_before: bool = False
    is_whole: bool = True


@dataclass(frozen=True)
class Nesting:
    """A column of some rows counts part of what `within` counts: their difference is a count too.

    `within` is an exhibit, empty for this one; rows are matched `on` columns.
    """

    column: str
    where: tuple[tuple[str, str], ...] = ()
    within: str = ""
    within_column: str = ""
    within_where: tuple[tuple[str, str], ...] = ()
    on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Regression:
    """Which spells a row's estimate rests on, in the regression cells; see `dialogmote.disclose.regressions`.

    `control_group` is fixed where no column says it. `of` says what makes its cells: `period`, `month`, `months` (all
    of them behind every row), `week` or `grade`. `part` names the column that says of which part of the spells a row's
    regression is, in cells of its own (`spells:women`); empty when it is of all.
    """

    of: str = "period"
    control_group: str = ""
    periods: tuple[int, ...] = (0, 1, 2, 3)
    part: str = ""


@dataclass(frozen=True)
class Together:
    """Rows with the same `by` show `columns` all of them or none: where one has no `of`, or must not show it, all go.

    For parts of the same spells, whose sum another exhibit tells: of two numbers the shown one would give the other.
    """

    of: str
    columns: tuple[str, ...]
    by: tuple[str, ...]


@dataclass(frozen=True)
class Merging:
    """Rows that show together the offices which another exhibit hides, one row for each value of `by`.

    `of` is that exhibit; `offices` counts the offices of a row, `count` is the count that it hides of each.
    """

    of: str
    by: str
    offices: str
    count: str


@dataclass(frozen=True)
class Clearance:
    """How one exhibit may leave.

    `population` says whom it counts. `beside` are exhibits that have to be at hand, exact, to see what differences
    would show; a column that is hidden in `follows[0]` under the same key is hidden here. `is_turned` exhibits have a
    column for each group and a line for each number (tables 2 and 3): `columns` then describes the lines. `tells` names
    the start months, and sums of them, whose spells a row tells (as `dialogmote.disclose.months` does). An exhibit that
    `merges` has no exact one of its own. `offices` names the group of offices that a row is about: pilot, trondelag or
    national.
    """

    population: str
    columns: Mapping[str, Role]
    parts: Parts | None = None
    steps: tuple[Steps, ...] = ()
    nestings: tuple[Nesting, ...] = ()
    together: tuple[Together, ...] = ()
    regression: Regression | None = None
    beside: tuple[str, ...] = ()
    follows: tuple[str, str, str, str] | None = None
    is_turned: bool = False
    line: str = field(default="row")
    tells: Callable[[Row], tuple[tuple[object, ...], ...]] | None = None
    merges: Merging | None = None
    offices: Callable[[Row], str] | None = None
