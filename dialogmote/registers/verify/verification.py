"""The one pass over all rules, and what comes out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from dialogmote.contracts.artifacts import Violations
from dialogmote.contracts.extracts import EXTRACTS, OPTIONAL_EXTRACTS
from dialogmote.errors import InputError
from dialogmote.registers.person_days import PersonDays
from dialogmote.registers.problems import Problem, describe_problem
from dialogmote.registers.read import ReadResult
from dialogmote.registers.verify.columns import check_columns
from dialogmote.registers.verify.follow_up import check_follow_up
from dialogmote.registers.verify.keys import (
    check_keys,
    check_period_order,
    check_same_first_day,
    check_spell_agreement,
    check_validity,
)
from dialogmote.registers.verify.links import check_month_rows, check_spell_offices, check_spell_persons
from dialogmote.registers.verify.offices import check_areas, check_successors
from dialogmote.registers.verify.plausibility import check_plausibility
from dialogmote.registers.verify.tables import Tables, sort_frame


@dataclass(frozen=True)
class VerifySettings:
    """The window of the study, and the extracts that may stop before the follow-up ends.

    Raises `InputError` for an unknown extract, or a window that ends before it starts.
    """

    first_start: date
    last_start: date
    allow_short_follow_up: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = sorted(set(self.allow_short_follow_up) - set(EXTRACTS))
        if unknown:
            raise InputError(
                f"extracts.allow_short_follow_up names {', '.join(unknown)}; allowed: {', '.join(EXTRACTS)}"
            )
        if self.last_start < self.first_start:
            raise InputError("study.last_start is before study.first_start; correct the configuration")


@dataclass(frozen=True)
class Verification:
    """What verifying found.

    `extracts` are the frames in the contract's columns and types, sorted (an absent optional extract is empty; complete
    only without violations). `violations` has one row per extract, column and rule broken (contract `Violations`;
    `column` is the register's name). `failed_rows` has, by extract and rule, the rows that break the rule in any of its
    columns, with the columns named as in the file. `ignored_columns` are those the files have beyond the contract.
    `person_days` are the spells in the order of person and first day, one row a spell; None without spells.
    """

    extracts: Mapping[str, pl.DataFrame]
    violations: pl.DataFrame
    failed_rows: Mapping[tuple[str, str], pl.DataFrame]
    ignored_columns: Mapping[str, tuple[str, ...]]
    person_days: PersonDays | None


def verify_extracts(read: Mapping[str, ReadResult], settings: VerifySettings) -> Verification:
    """Check all extracts against all rules; a rule that needs what could not be read is skipped.

    `read` has every extract of the contract (`read_extracts`). Raises `ValueError` when one is not in it.
    """
    lacking = [extract for extract in EXTRACTS if extract not in read]
    if lacking:
        raise ValueError(f"not read: {', '.join(lacking)}")
    frames = {
        extract: sort_frame(extract, result.frame) for extract, result in read.items() if result.frame is not None
    }
    tables = Tables(frames, {extract: read[extract].file_columns for extract in frames})
    problems = [problem for result in read.values() for problem in result.problems] + _run_checks(tables, settings)
    return Verification(
        extracts=_with_absent_optional(frames, read),
        violations=_violations(problems),
        failed_rows=_failed_rows(problems, tables, read),
        ignored_columns={extract: result.ignored_columns for extract, result in read.items()},
        person_days=tables.person_days,
    )


def describe_violations(violations: pl.DataFrame, failed_rows_folder: str) -> str:
    """A headline with the number of violations, then one line each, sorted."""
    count = f"{violations.height} violation{'' if violations.height == 1 else 's'}"
    headline = f"The extracts break their contract: {count}. Failing rows are put in {failed_rows_folder}."
    return "\n".join([headline, *violations["message"].to_list()])


def _run_checks(tables: Tables, settings: VerifySettings) -> list[Problem]:
    return [
        *check_columns(tables),
        *check_keys(tables),
        *check_period_order(tables),
        *check_spell_agreement(tables),
        *check_same_first_day(tables),
        *check_validity(tables),
        *check_spell_persons(tables),
        *check_spell_offices(tables),
        *check_month_rows(tables, settings.first_start, settings.last_start),
        *check_successors(tables),
        *check_areas(tables),
        *check_follow_up(tables, settings.last_start, settings.allow_short_follow_up),
        *check_plausibility(tables),
    ]


def _with_absent_optional(
    frames: Mapping[str, pl.DataFrame], read: Mapping[str, ReadResult]
) -> dict[str, pl.DataFrame]:
    """The frames, and an empty one for an optional extract that is not there."""
    empty = {
        extract: EXTRACTS[extract].create_empty()
        for extract in OPTIONAL_EXTRACTS
        if extract not in frames and not read[extract].problems
    }
    return {**frames, **empty}


def _violations(problems: Sequence[Problem]) -> pl.DataFrame:
    """The problems as the contract's table, sorted by extract, column and rule."""
    rows = sorted(
        (
            problem.extract,
            problem.column,
            problem.rule,
            problem.rows,
            describe_problem(problem, _failed_rows_name(problem)),
            _failed_rows_name(problem),
        )
        for problem in problems
    )
    return pl.DataFrame(
        rows, schema={name: column.dtype for name, column in Violations.columns().items()}, orient="row"
    )


def _failed_rows_name(problem: Problem) -> str | None:
    return problem.failed_rows_name if problem.rows > 0 else None


def _failed_rows(
    problems: Sequence[Problem], tables: Tables, read: Mapping[str, ReadResult]
) -> dict[tuple[str, str], pl.DataFrame]:
    """By extract and rule, the rows that break it in any column, in the frame's order, columns as in the file."""
    numbers: dict[tuple[str, str], list[pl.Series]] = {}
    for problem in problems:
        if problem.row_numbers is not None:
            numbers.setdefault((problem.extract, problem.rule), []).append(problem.row_numbers)
    failed = {
        (extract, rule): _as_in_file(tables.frames[extract][pl.concat(places).unique().sort()], read[extract])
        for (extract, rule), places in numbers.items()
    }
    unfit = {
        (extract, "does_not_fit"): result.unfit_rows
        for extract, result in read.items()
        if result.unfit_rows is not None
    }
    return {**failed, **unfit}


def _as_in_file(rows: pl.DataFrame, result: ReadResult) -> pl.DataFrame:
    """Rows with the columns named as in the file they came from."""
    return rows.rename({name: there for name, there in result.file_columns.items() if name in rows.columns})
