"""The comparison with the published numbers, read back in words: how many agree, which do not, and why."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from dialogmote.present.blocks import FoldedList
from dialogmote.present.labels import STATEMENTS, number_label, write_compared
from dialogmote.present.tables.data import COMPARED, ORIGINS
from dialogmote.present.texts import Catalogue
from dialogmote.record.comparison.cases import TRANSCRIBED
from dialogmote.record.comparison.tables import IDENTITIES
from dialogmote.record.provenance.counts import Counted, count_rows

COMPARISON = "published_vs_reproduced"

DEGREES = ("stars", "p_value", "significant", "near_significant")
EFFECTS = ("estimate", "trend_difference_per_year", "sign")
# Claims about effects and counts, by the start of their name; those with a place name are spans.
EFFECT_CLAIMS = ("pilot_fall_", "exhausted_", "duration_")
COUNT_CLAIMS = ("meetings_per_year_",)
REASONS = ("count", "std_error", "significance", "effect", "span", "moment")
# Which item of the list of contradictions explains a contradicted number: exhibit, start of its row key, item.
CONTRADICTIONS = (
    ("case_figures_8", "2", "1"),
    ("table_3", "lost_workdays", "2"),
    ("text_claims", "exhausted_increase", "3"),
    ("table_1", "both_yes", "4"),
    ("text_claims", "first_fall_months", "5"),
    ("text_claims", "duration_", "7"),
    ("text_claims", "aap_same_direction", "8"),
    ("text_claims", "persons_reaching_17_weeks", "9"),
    ("case_study_text_facts", "meetings_share_of_courses", "11"),
)


def outcome_words(frame: pl.DataFrame, catalogue: Catalogue) -> tuple[str, ...]:
    """How many published numbers agree, in all, by construction and by origin. `frame`: `PublishedVsReproduced`."""
    counts = {status: catalogue.count(_count(frame, status=status)) for status in _STATUSES}
    words = [catalogue.text("readback.outcome", n=catalogue.count(_count(frame)), **counts)]
    words.append(_construction_words(frame, catalogue))
    for origin in ORIGINS:
        compared = _count(frame, origin=origin, status=COMPARED)
        if compared:
            agree = catalogue.count(_count(frame, origin=origin, status="agrees"))
            words.append(catalogue.text(f"readback.{origin}", agree=agree, n=catalogue.count(compared)))
    return tuple(words)


def _count(frame: pl.DataFrame, **where: object) -> Counted:
    """How many numbers of the comparison hold some values; the count knows the address of its rows."""
    return count_rows(COMPARISON, frame, **where)


def _construction_words(frame: pl.DataFrame, catalogue: Catalogue) -> str:
    """How many of the compared numbers test nothing: a published table beside itself, and shares of all."""
    return catalogue.text(
        "readback.construction",
        transcribed=catalogue.count(_count(frame, exhibit=TRANSCRIBED, status=COMPARED)),
        identities=catalogue.count(_count(frame, row=IDENTITIES, status=COMPARED)),
    )


_STATUSES = ("agrees", "differs", "source_contradiction", "not_comparable")


def difference_lists(frame: pl.DataFrame, catalogue: Catalogue) -> tuple[FoldedList, ...]:
    """A folded list per exhibit of the numbers that differ: what kinds of reasons there are, then a sentence each."""
    lists = []
    for exhibit in frame["exhibit"].unique(maintain_order=True):
        apart = frame.filter(exhibit=exhibit, status="differs").rows(named=True)
        if not apart:
            continue
        differ = _count(frame, exhibit=exhibit, status="differs")
        summary = catalogue.text(
            "readback.differ",
            exhibit=catalogue.label_or_words("exhibit", exhibit),
            differ=catalogue.count(differ),
            n=catalogue.count(_count(frame, exhibit=exhibit, status=COMPARED)),
        )
        items = tuple(difference_words(row, catalogue) for row in apart)
        reasons = [*_reason_words(apart, catalogue), *_planted_words(frame, exhibit, catalogue)]
        lists.append(FoldedList(summary, tuple(reasons), items))
    return tuple(lists)


def difference_words(row: Mapping[str, Any], catalogue: Catalogue) -> str:
    """One number that differs, as a sentence."""
    what = number_label(row["exhibit"], row["row_key"], row["column"], catalogue)
    published = write_compared(row, "published", catalogue)
    if row["reproduced"] is None:
        return catalogue.text("readback.absent", what=what, published=published)
    values = {"what": what, "published": published, "reproduced": write_compared(row, "reproduced", catalogue)}
    if row["difference_in_se"] is None:
        return catalogue.text("readback.plain", **values)
    distance = catalogue.number(abs(row["difference_in_se"]), 1)
    side = "higher" if row["difference_in_se"] > 0 else "lower"
    return catalogue.text(f"readback.{side}", **values, distance=distance)


def contradiction_words(frame: pl.DataFrame, catalogue: Catalogue) -> tuple[str, ...]:
    """The numbers that the sources themselves contradict, each group with its explanation."""
    rows = frame.filter(pl.col("status") == "source_contradiction").rows(named=True)
    groups: dict[str, list[str]] = {}
    for row in rows:
        label = number_label(row["exhibit"], row["row_key"], row["column"], catalogue)
        what = catalogue.text(
            "readback.contradicted_number",
            exhibit=catalogue.label_or_words("exhibit", row["exhibit"]),
            what=label,
            published=write_compared(row, "published", catalogue),
        )
        groups.setdefault(contradiction_item(row["exhibit"], row["row_key"]), []).append(what)
    return tuple(_explain(item, "; ".join(numbers), catalogue) for item, numbers in groups.items())


def _explain(item: str, numbers: str, catalogue: Catalogue) -> str:
    if not item:
        return catalogue.text("readback.contradicted_alone", numbers=numbers)
    why = catalogue.text(f"report.contradictions.items.{item}")
    return catalogue.text("readback.contradicted", numbers=numbers, why=why)


def contradiction_item(exhibit: str, row_key: str) -> str:
    """The item of the list of contradictions that explains a number, empty when none does."""
    return next(
        (item for place, start, item in CONTRADICTIONS if place == exhibit and row_key.startswith(start)),
        "",
    )


def reason_of(row: Mapping[str, Any]) -> str:
    """The kind of reason a number can differ for, one of `REASONS`."""
    exhibit, key, column = str(row["exhibit"]), str(row["row_key"]), str(row["column"])
    if "n" in (key, column) or key.startswith(COUNT_CLAIMS):
        return "count"
    if column == "std_error":
        return column
    if column in DEGREES:
        return "significance"
    if column in EFFECTS or (exhibit == "text_claims" and key.startswith(EFFECT_CLAIMS)):
        return "effect"
    is_span = exhibit in STATEMENTS and row["se_source"] is None
    return "span" if is_span else "moment"


def _reason_words(rows: list[dict[str, Any]], catalogue: Catalogue) -> list[str]:
    """Why the numbers of a list differ: a sentence for each kind that is among them."""
    if not catalogue.is_synthetic:
        return [catalogue.text("readback.why.register")]
    kinds = {reason_of(row) for row in rows}
    return [catalogue.text(f"readback.why.{kind}") for kind in REASONS if kind in kinds]


def _planted_words(frame: pl.DataFrame, exhibit: str, catalogue: Catalogue) -> list[str]:
    """How many of an exhibit's numbers that differ were planted in the synthetic register, where any were."""
    planted = _count(frame, exhibit=exhibit, status="differs", origin="planted")
    if not planted or not catalogue.is_synthetic:
        return []
    differ = _count(frame, exhibit=exhibit, status="differs")
    return [catalogue.text("readback.missed", planted=catalogue.count(planted), n=catalogue.count(differ))]
