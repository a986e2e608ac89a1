"""What comes of the register: its truth, its checks, its input report."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import count


class Truth(dy.Schema):
    """The synthetic register's planted effect: pilot less control, with and without the planted differences, from the
    same random numbers. Shares in percentage points."""

    outcome = dy.String(primary_key=True)
    control_group = dy.String(primary_key=True)
    period = dy.Int8(primary_key=True, min=0, max=3)
    planted = dy.Float64()
    n_pilot = count()
    n_control = count()


class Violations(dy.Schema):
    """What breaks the contract of the extracts: never a row's content."""

    extract = dy.String()
    column = dy.String()
    rule = dy.String()
    rows = count()
    message = dy.String()
    failed_rows = dy.String(nullable=True)


class InputReport(dy.Schema):
    """Rows, dates and unmatched rows by extract."""

    extract = dy.String(primary_key=True)
    rows = count()
    first_date = dy.Date(nullable=True)
    last_date = dy.Date(nullable=True)
    date_column = dy.String(nullable=True)
    unmatched_rows = dy.Int64(nullable=True, min=0)
    unmatched_meaning = dy.String(nullable=True)
    ignored_columns = dy.String(nullable=True)
