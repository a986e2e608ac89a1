"""Attrition, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `attrition`."""
    first, last = frame.row(0, named=True), frame.row(-1, named=True)
    removed = [
        catalogue.text(
            "attrition.alt_step",
            step=catalogue.label("step", row["step"]),
            spells=catalogue.count(row["spells_removed"]),
        )
        for row in frame.rows(named=True)
        if row["spells_removed"]
    ]
    return Facts(
        observations=catalogue.text("attrition.n", spells=catalogue.count(last["spells_left"])),
        alt=catalogue.text(
            "attrition.alt",
            first=catalogue.count(first["spells_left"]),
            last=catalogue.count(last["spells_left"]),
            steps="; ".join(removed),
        ),
    )
