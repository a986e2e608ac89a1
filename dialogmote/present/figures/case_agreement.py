"""Case agreement: chance-corrected agreement and the share of agreeing pairs by case, with bootstrap intervals."""

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.figures.axes import number_labels, smallest
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.4
HEIGHT_INCHES = 4.4
COEFFICIENTS = ("fleiss_kappa", "krippendorff_alpha")


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """A point with its interval and its value per measure, coefficients above cases. `frame`: `CaseAgreement`."""
    rows = _order_measures(frame, catalogue)
    return (
        p9.ggplot(rows.to_pandas(), p9.aes("value", "name"))
        + p9.geom_vline(xintercept=0, color=theme.MUTED, size=0.6)
        + p9.geom_segment(p9.aes(x="ci_low", xend="ci_high", yend="name", color="panel"), size=1.1)
        + p9.geom_point(p9.aes(color="panel", shape="panel"), size=3)
        + p9.geom_text(p9.aes(label="written"), x=1.06, ha="left", size=theme.LABEL_SIZE, family=theme.FONT)
        + p9.facet_grid("panel", scales="free_y", space="free_y")
        + p9.scale_color_manual(values=[theme.VERMILLION, theme.BLUE])
        + p9.scale_shape_manual(values=["D", "o"])
        + p9.scale_x_continuous(
            name=catalogue.text("case_agreement.x"),
            breaks=[0, 0.25, 0.5, 0.75, 1],
            labels=number_labels(catalogue, 2),
            limits=(min(-0.05, smallest(rows, "ci_low")), 1.5),
            expand=(0, 0.01),
        )
        + p9.labs(y="", title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(
            strip_text=p9.element_blank(),
            panel_grid_major_x=p9.element_line(color=theme.RULE, size=0.5),
            panel_grid_major_y=p9.element_blank(),
        )
    )


def _order_measures(frame: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The measures from top to bottom, with name, panel and the value written out."""
    is_coefficient = pl.col("measure").is_in(COEFFICIENTS)
    # An axis runs from the bottom up: what is read first comes last.
    rows = frame.with_columns(panel=pl.when(is_coefficient).then(pl.lit("coefficient")).otherwise(pl.lit("case"))).sort(
        "measure", descending=True
    )
    names = [_measure_name(measure, catalogue) for measure in rows["measure"]]
    written = [
        catalogue.text(
            "format.estimate",
            estimate=catalogue.number(row["value"], 2),
            interval=catalogue.interval(row["ci_low"], row["ci_high"], 2),
        )
        for row in rows.rows(named=True)
    ]
    return rows.with_columns(
        pl.Series("name", names, dtype=pl.Enum(names)),
        pl.Series("written", written, dtype=pl.String),
        pl.col("panel").cast(pl.Enum(["coefficient", "case"])),
    )


def _measure_name(measure: str, catalogue: Catalogue) -> str:
    if measure in COEFFICIENTS:
        return catalogue.label("measure", measure)
    case = measure.removeprefix("agreement_case_")
    return catalogue.text("format.case", case=case, title=catalogue.label("case", case))
