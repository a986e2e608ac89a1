"""The gate's treatment: an exact exhibit in, the exhibit as it may leave out, with what was done to it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from dialogmote.contracts import ContractError, contract_of
from dialogmote.contracts.files import check_frame
from dialogmote.disclose.clearances import CLEARANCES, clearance_of, exact_exhibit
from dialogmote.disclose.gate import DisclosureError, broken_rules, check_released
from dialogmote.disclose.hiding import Sheet, hidden_cells
from dialogmote.disclose.merging import merge_offices
from dialogmote.disclose.profiles import Profile
from dialogmote.disclose.roles import Clearance, Key, Merging, Public
from dialogmote.disclose.turning import turn_back, turn_over
from dialogmote.disclose.values import released_rows


@dataclass(frozen=True)
class Released:
    """An exhibit as it may leave, and how many cells each rule touched."""

    frame: pl.DataFrame
    cells_by_rule: Mapping[str, int]


def release_exhibit(
    exhibit: str, frame: pl.DataFrame, profile: Profile, beside: Mapping[str, pl.DataFrame] | None = None
) -> Released:
    """The exhibit as it may leave under a profile, checked by the gate.

    `frame` keeps the contract of the exhibit, or of the one whose hidden cells it merges (`exact_exhibit`); `beside`
    holds the exact frames that `inputs_beside` names. Raises `ValueError` for an exhibit without a clearance,
    `ContractError` for a frame that breaks its contract, and `DisclosureError` when what the treatment made does not
    pass.
    """
    clearance = clearance_of(exhibit)
    if clearance.merges:
        return _release_merged(exhibit, clearance.merges, frame, profile)
    exact = check_frame(frame, contract_of(exhibit), exhibit)
    if profile.is_open:
        return Released(exact, {})
    turned = turn_over(exact, clearance.line) if clearance.is_turned else exact
    sheet = Sheet(turned.rows(named=True), clearance, profile, beside or {})
    hidden = hidden_cells(sheet)
    rows = released_rows(sheet, {cell for cells in hidden.values() for cell in cells})
    made = pl.DataFrame(rows, schema=turned.schema, orient="row").select(turned.columns)
    released = turn_back(made, exact, clearance.line) if clearance.is_turned else made
    check_released(exhibit, released, profile)
    counts = {rule: len(cells) for rule, cells in hidden.items() if cells}
    return Released(_keep_contract(exhibit, released), counts | _cells_treated(made, clearance))


def _release_merged(exhibit: str, merges: Merging, frame: pl.DataFrame, profile: Profile) -> Released:
    shown = release_exhibit(merges.of, frame, profile).frame
    made = merge_offices(frame, shown, profile)
    check_released(exhibit, made, profile)
    counts = {"merged_offices": int(made[merges.offices].sum())} if made.height else {}
    return Released(_keep_contract(exhibit, made), counts | _cells_treated(made, clearance_of(exhibit)))


def _keep_contract(exhibit: str, released: pl.DataFrame) -> pl.DataFrame:
    broken = broken_rules(exhibit, released)
    if broken:
        raise ContractError(
            f"{exhibit}, as it was to be released: " + "; ".join(f"rule {rule!r} is broken" for rule in broken)
        )
    return released


def _cells_treated(made: pl.DataFrame, clearance: Clearance) -> dict[str, int]:
    """How many cells went out rounded or computed anew, by the kind of their column.

    Cells that rounding happened to leave as they were count too: how many those are would tell which counts are exact.
    """
    treated: Counter[str] = Counter()
    for column, role in clearance.columns.items():
        if not isinstance(role, Key | Public) and (shown := made[column].count()):
            treated[f"rounded_{type(role).__name__.lower()}"] += shown
    return dict(sorted(treated.items()))


def release_all(
    exact: Mapping[str, pl.DataFrame], shown: Mapping[str, pl.DataFrame], profile: Profile
) -> dict[str, Mapping[str, int]]:
    """How many cells each rule touched, by exhibit, after treating every exact exhibit again.

    Raises `DisclosureError` when what is shown is not what the treatment gives: a file that went around the gate.
    """
    found: dict[str, Mapping[str, int]] = {}
    for exhibit in sorted(name for name in CLEARANCES if exact_exhibit(name) in exact):
        released = release_exhibit(exhibit, exact[exact_exhibit(exhibit)], profile, exact)
        if exhibit not in shown or not shown[exhibit].equals(released.frame):
            raise DisclosureError(f"{exhibit}: what lies among the released files is not what the gate makes")
        found[exhibit] = released.cells_by_rule
    return found
