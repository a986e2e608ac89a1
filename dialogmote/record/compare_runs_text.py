"""Two runs side by side, as lines for a terminal."""

from collections.abc import Iterable, Sequence

import polars as pl

from dialogmote.record.compare_runs import ExhibitSummary, changed_cells

NOTHING = "-"
LONGEST_VALUE = 16  # of a value among what differs between the runs: digests are cut to it
DIFFERENCES_PER_CELL = 3  # so many more lines are spent on what differs between the runs than on one exhibit
WORDS_OF_KIND = {
    "shown": "shown now",
    "hidden": "hidden now",
    "appeared": "only in B",
    "vanished": "only in A",
    "reworded": "other text",
}
SUMMARY_HEADER = ("exhibit", "compared", "moved", "only A", "only B", "hidden", "shown", "text", "sign", "signif.")


def write_comparison(
    cells: pl.DataFrame,
    summaries: Sequence[ExhibitSummary],
    differences: Sequence[tuple[str, str, str]],
    limit: int | None,
    warnings: Sequence[str] = (),
) -> str:
    """The comparison to read: what differs between the runs, a line an exhibit, and each exhibit's largest moves.

    `cells` and `summaries` are `compare_runs`'s and `summarise_exhibits`'s, `differences` `list_differences`'s; at most
    `limit` cells are listed per exhibit, all of them when it is none. `warnings` stand under what differs.
    """
    warned = [f"  Warning: {warning}" for warning in warnings]
    parts = ["\n".join([_write_differences(differences, limit), *warned]), _write_summaries(summaries)]
    changed = changed_cells(cells)
    parts += [
        _write_exhibit(summary.exhibit, changed.filter(pl.col("exhibit") == summary.exhibit), limit)
        for summary in summaries
        if not _is_unchanged(summary) and not _is_one_sided(summary)
    ]
    return "\n\n".join(parts) + "\n"


def align(rows: Sequence[Sequence[str]], n_words: int = 1) -> list[str]:
    """Rows of text as columns of equal width: the first `n_words` flush left, the others flush right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(
            text.ljust(width) if place < n_words else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _write_differences(differences: Sequence[tuple[str, str, str]], limit: int | None) -> str:
    if not differences:
        return "The runs' settings, code and register: no difference found."
    listed = differences if limit is None else differences[: DIFFERENCES_PER_CELL * limit]
    rows = [("", "A", "B"), *((key, _shorten(before), _shorten(after)) for key, before, after in listed)]
    left = len(differences) - len(listed)
    more = [f"  and {left} more (ALL=1 lists them)"] if left else []
    return "\n".join(["What differs between the runs:", *(f"  {line}" for line in align(rows, n_words=3)), *more])


def _shorten(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 3] + "..."


def _write_summaries(summaries: Sequence[ExhibitSummary]) -> str:
    changed = [summary for summary in summaries if not _is_unchanged(summary)]
    total = sum(summary.n_compared for summary in summaries)
    moved = sum(summary.n_moved for summary in summaries)
    head = f"{len(summaries)} exhibits, {total} numbers in both runs, {moved} moved."
    if not changed:
        return f"{head} Nothing came, went or changed."
    same = f"{len(summaries) - len(changed)} exhibits are the same." if len(changed) < len(summaries) else ""
    lines = align([SUMMARY_HEADER, *(_summary_row(summary) for summary in changed)])
    missing = [summary.exhibit for summary in changed if _is_one_sided(summary)]
    note = [f"In one run alone, and not listed below: {', '.join(missing)}"] if missing else []
    return "\n".join([f"{head} {same}".rstrip(), *(f"  {line}" for line in lines), *note])


def _summary_row(summary: ExhibitSummary) -> tuple[str, ...]:
    counts = (
        summary.n_compared, summary.n_moved, summary.n_vanished, summary.n_appeared, summary.n_hidden, summary.n_shown,
        summary.n_reworded, summary.n_signs, summary.n_significances,
    )  # fmt: skip
    return (summary.exhibit, *(str(count) if count else NOTHING for count in counts))


def _is_one_sided(summary: ExhibitSummary) -> bool:
    """Whether the exhibit has no cell in one of the runs."""
    others = (summary.n_compared, summary.n_shown, summary.n_hidden, summary.n_reworded)
    return not any(others) and 0 in (summary.n_appeared, summary.n_vanished)


def _is_unchanged(summary: ExhibitSummary) -> bool:
    return not any(
        (summary.n_moved, summary.n_appeared, summary.n_vanished, summary.n_shown, summary.n_hidden, summary.n_reworded)
    )


def _write_exhibit(exhibit: str, changed: pl.DataFrame, limit: int | None) -> str:
    listed = changed if limit is None else changed.head(limit)
    header = ("row", "column", "A", "B", "change", "in SE", "")
    rows = [header, *(_cell_row(cell) for cell in listed.rows(named=True))]
    lines = [f"  {line}" for line in align(rows, n_words=2)]
    left = changed.height - listed.height
    more = [f"  and {left} more (ALL=1 lists them)"] if left else []
    return "\n".join([exhibit, *lines, *more])


def _cell_row(cell: dict[str, object]) -> tuple[str, ...]:
    values = [
        _format(cell[number]) if cell[text] is None else str(cell[text])
        for number, text in (("before", "text_before"), ("after", "text_after"))
    ]
    return (
        str(cell["row_key"]),
        str(cell["column"]),
        *values,
        _format(cell["change"], signed=True),
        _format(cell["change_in_se"], signed=True, digits=3),
        ", ".join(_remarks(cell)),
    )


def _remarks(cell: dict[str, object]) -> Iterable[str]:
    if cell["is_sign_changed"]:
        yield "sign"
    if cell["is_significance_changed"]:
        yield "significance"
    if (words := WORDS_OF_KIND.get(str(cell["kind"]))) is not None:
        yield words


def _format(value: object, signed: bool = False, digits: int = 6) -> str:
    """A number to some significant digits, whole ones as they are."""
    if not isinstance(value, float):
        return NOTHING
    sign = "+" if signed else ""
    return f"{value:{sign}.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:{sign}.{digits}g}"
