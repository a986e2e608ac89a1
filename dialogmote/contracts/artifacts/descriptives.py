"""Descriptive tables and figures."""

import dataframely as dy

from dialogmote.contracts.artifacts.fields import count, number


class Table3(dy.Schema):
    """Descriptives before the service (starts in 2017)."""

    row = dy.String(primary_key=True)
    pilot = number()
    control_national = number()
    control_trondelag = number()


class Figure3(dy.Schema):
    """Share of spells with a meeting by start month, season-adjusted, country without the pilot offices."""

    month = dy.Date(primary_key=True)
    meeting_share_pct = dy.Float64()
    n = count()


class Figure7(dy.Schema):
    """Share of spells where employee or employer used the service, by start month."""

    group = dy.String(primary_key=True)
    month = dy.Date(primary_key=True)
    used_share_pct = dy.Float64()
    n = count()
