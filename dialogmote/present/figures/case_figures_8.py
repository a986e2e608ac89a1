"""Case figures 8-1 to 8-6: judgements by case, counted from table 8-7, beside what the study's figures print."""

import plotnine as p9
import polars as pl

from dialogmote.present import theme
from dialogmote.present.texts import Catalogue
from dialogmote.present.words.case_figures_8 import contradicting_cases
from dialogmote.present.words.model import FigureWords

WIDTH_INCHES = 7.4
HEIGHT_INCHES = 6.4
JUDGEMENTS = ("summoned", "exempted", "unclear")


def draw(frame: pl.DataFrame, words: FigureWords, catalogue: Catalogue) -> p9.ggplot:
    """Two stacked bars a case: counted and published. `frame`: `CaseFigures8`."""
    rows = _stack_judgements(frame, catalogue)
    workers = max(rows["right"])
    return (
        p9.ggplot(rows.to_pandas())
        + p9.geom_rect(
            p9.aes(xmin="left", xmax="right", ymin="bottom", ymax="top", fill="judgement"), color="white", size=0.8
        )
        + _outline_differing(rows, contradicting_cases(frame))
        + p9.geom_text(
            p9.aes(x="middle", y="height", label="count", color="judgement"),
            size=theme.LABEL_SIZE + 0.6,
            family=theme.FONT,
            fontweight="bold",
            show_legend=False,
        )
        + p9.facet_wrap("panel", ncol=2, scales="fixed")
        + p9.scale_fill_manual(
            values=[theme.JUDGEMENT_COLOURS[name] for name in JUDGEMENTS],
            breaks=list(JUDGEMENTS),
            limits=list(JUDGEMENTS),
            labels=[catalogue.label("judgement", name) for name in JUDGEMENTS],
            name="",
        )
        + p9.scale_color_manual(values=theme.JUDGEMENT_INKS)
        + p9.scale_x_continuous(
            name=catalogue.text("case_figures_8.x"),
            breaks=list(range(0, workers + 1, 5)),
            limits=(0, workers),
            expand=(0, 0, 0, 0.4),
        )
        + p9.scale_y_continuous(
            name="",
            breaks=[1, 2],
            labels=[catalogue.text("case_figures_8.published"), catalogue.text("case_figures_8.counted")],
            limits=(0.5, 2.5),
        )
        + p9.labs(title=words.title, subtitle=words.subtitle, caption=words.caption)
        + theme.house_theme(WIDTH_INCHES, HEIGHT_INCHES)
        + p9.theme(
            legend_position="top",
            legend_justification="left",
            legend_title=p9.element_blank(),
            panel_grid_major_y=p9.element_blank(),
            panel_spacing_x=0.03,
            panel_spacing_y=0.02,
        )
    )


def _outline_differing(rows: pl.DataFrame, cases: list[int]) -> p9.geom_rect:
    """A frame round both bars of each case whose figure differs from the table."""
    around = rows.filter(pl.col("case").is_in(cases)).group_by("panel", maintain_order=True).agg(pl.col("right").max())
    return p9.geom_rect(
        p9.aes(xmax="right"),
        data=around.to_pandas(),
        xmin=0,
        ymin=0.53,
        ymax=2.47,
        color=theme.VERMILLION,
        fill=None,
        size=1.3,
        inherit_aes=False,
    )


def _stack_judgements(frame: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """One row per drawn piece of a bar: where it starts and ends, and the number in it."""
    pieces = []
    for case in frame.sort("case").rows(named=True):
        title = catalogue.text("format.case", case=case["case"], title=catalogue.label("case", case["case"]))
        for height, prefix in ((2, ""), (1, "published_")):
            left = 0
            for judgement in JUDGEMENTS:
                right = left + case[f"{prefix}{judgement}"]
                pieces.append((case["case"], title, height, judgement, left, right))
                left = right
    rows = pl.DataFrame(pieces, schema=["case", "panel", "height", "judgement", "left", "right"], orient="row")
    panels = rows["panel"].unique(maintain_order=True).to_list()
    return rows.filter(pl.col("right") > pl.col("left")).with_columns(
        pl.col("panel").cast(pl.Enum(panels)),
        pl.col("judgement").cast(pl.Enum(JUDGEMENTS)),
        middle=(pl.col("left") + pl.col("right")) / 2,
        count=(pl.col("right") - pl.col("left")).cast(pl.String),
        bottom=pl.col("height") - 0.36,
        top=pl.col("height") + 0.36,
    )
