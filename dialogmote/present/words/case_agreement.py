"""Agreement of the case workers, in words."""

import polars as pl

from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import Facts, one_row


def state_facts(frame: pl.DataFrame, catalogue: Catalogue) -> Facts:
    """Line of n and alternative text from the frame, in the contract `case_agreement`."""
    kappa = one_row(frame, measure="fleiss_kappa")
    cases = frame.filter(pl.col("measure").str.starts_with("agreement_case_")).sort("value", "measure")
    lowest, highest = cases.row(0, named=True), cases.row(-1, named=True)
    return Facts(
        observations=catalogue.text(
            "case_agreement.n", workers=frame["n_case_workers"].max(), cases=frame["n_cases"].max()
        ),
        alt=catalogue.text(
            "case_agreement.alt",
            kappa=catalogue.number(kappa["value"], 2),
            interval=catalogue.interval(kappa["ci_low"], kappa["ci_high"], 2),
            lowest=catalogue.label("measure", lowest["measure"]),
            low=catalogue.percent(100 * lowest["value"], 0),
            highest=catalogue.label("measure", highest["measure"]),
            high=catalogue.percent(100 * highest["value"], 0),
        ),
    )
