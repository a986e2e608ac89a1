"""Windows of start dates: which spells an exhibit is about."""

from dataclasses import dataclass
from datetime import date

import polars as pl


@dataclass(frozen=True)
class StartWindow:
    """Spells that start on `first_start`, on `last_start` or between them."""

    first_start: date
    last_start: date

    def years_before(self, years: int) -> "StartWindow":
        """The same days of the calendar, so many years earlier. Raises `ValueError` when one is 29 February."""
        return StartWindow(
            self.first_start.replace(year=self.first_start.year - years),
            self.last_start.replace(year=self.last_start.year - years),
        )


def started_in(spells: pl.DataFrame, window: StartWindow) -> pl.DataFrame:
    """The spells that started in the window, in the order they stand."""
    return spells.filter(pl.col("start_date").is_between(window.first_start, window.last_start))
