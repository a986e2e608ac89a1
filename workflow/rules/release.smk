"""What a release consists of: exhibits, what stands behind each, every released file, and the seals of drawn ones."""

from dialogmote.disclose.clearances import exact_exhibit, inputs_beside


def exact_input(wildcards):
    """The exact exhibit that one is released from: its own, or the one whose hidden cells it merges."""
    return restricted_frame(exact_exhibit(wildcards.exhibit))


def beside_inputs(wildcards):
    """What has to be at hand, exact, to release an exhibit: see its clearance."""
    return [restricted_frame(name) for name in inputs_beside(wildcards.exhibit)]


def restricted_frame(name):
    """Where an exact frame lies."""
    is_exhibit = name not in ("regression_cells", "claim_values", "moment_spreads")
    return f"<restricted>/{'exhibits/' if is_exhibit else ''}{name}.parquet"


RECOMPUTED = ["published_vs_reproduced"] + (
    ["register_fidelity"] if IS_SYNTHETIC else []
)
# Exhibits that lie beside figure 1: its outlines, and the offices that it hides, merged.
COMPANIONS = ["figure_1_areas", "figure_1_merged"]
TREATED = sorted({*REPORTED, *COMPANIONS} - set(RECOMPUTED))
COMPARED = (
    "attrition table_1 table_2 table_3 table_4 table_v1 table_4_no_controls period_contrasts figure_2 figure_3 figure_4"
    " figure_5 figure_6 figure_8 figure_9 figure_10 figure_v3 figure_v4 figure_v5 answers_cross"
    " meeting_levels excluded_groups hazard_contrasts"
    " case_table_8_7 case_figures_8 case_offices_3_1"
).split()
EVERYTHING_RELEASED = [released(exhibit) for exhibit in REPORTED] + [
    expand("<released>/report.{language}.html", language=LANGUAGES),
    expand("<released>/report.{language}.pdf", language=LANGUAGES),
    "<released>/published_vs_reproduced.csv",
]

# What the jobs that draw say of the files they wrote, on the restricted side.
SEALS = [
    expand(
        "<restricted>/seals/plot_figure/{exhibit}.{language}.json",
        exhibit=sorted({*FIGURES} - {"figure_1"}),
        language=LANGUAGES,
    ),
    expand("<restricted>/seals/plot_map/figure_1.{language}.json", language=LANGUAGES),
    expand(
        "<restricted>/seals/tabulate_exhibit/{exhibit}.{language}.json",
        exhibit=TABLES,
        language=LANGUAGES,
    ),
    expand(
        "<restricted>/seals/{layout}/{language}.json",
        layout=["render_page", "render_document"],
        language=LANGUAGES,
    ),
    "<restricted>/seals/render_comparison.json",
]
