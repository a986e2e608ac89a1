"""How figures look: one theme, one palette, and the marks that carry the same difference as the colour does.

Colours are Okabe and Ito's (2008), told apart with any colour vision; in grey print shapes and line types do it.
"""

import plotnine as p9

FONT = "DejaVu Sans"  # comes with matplotlib, so text is set alike on every machine
BLACK = "#000000"
VERMILLION = "#D55E00"
BLUE = "#0072B2"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
PURPLE = "#CC79A7"
INK = "#1A1A1A"
MUTED = "#595959"  # 7:1 on white
RULE = "#DDDDDD"
SHADE = "#F1F1EC"
DEEPER_SHADE = "#E4E4DC"  # of two bands side by side, the second

GROUP_COLOURS = {"pilot": BLUE, "trondelag": VERMILLION, "national": BLACK}
GROUP_SHAPES = {"pilot": "^", "trondelag": "s", "national": "o"}
GROUP_LINES = {"pilot": "solid", "trondelag": "dashed", "national": "solid"}
JUDGEMENT_COLOURS = {"summoned": BLUE, "exempted": ORANGE, "unclear": "#D9D9D9"}
JUDGEMENT_INKS = {"summoned": "#FFFFFF", "exempted": INK, "unclear": INK}
COHORT_COLOURS = {"two_before": SKY, "one_before": BLUE, "last": VERMILLION}  # one window of starts in three years
COHORT_LINES = {"two_before": "dotted", "one_before": "dashed", "last": "solid"}
RESPONDENT_COLOURS = {"employee": BLUE, "employer": ORANGE}
AREA_FILLS = {"pilot": BLUE, "county": "#BCD6E8", "country": "#F1F1EC"}
AREA_EDGES = {"pilot": BLUE, "county": "#8FB3CB", "country": "#CFCFC8"}

BASE_SIZE = 9.5
LABEL_SIZE = 7.8  # of text in the panel, in points


def house_theme(width_inches: float, height_inches: float) -> p9.theme:
    """The theme of every figure, at its size."""
    return p9.theme_minimal(base_size=BASE_SIZE, base_family=FONT) + p9.theme(
        figure_size=(width_inches, height_inches),
        plot_background=p9.element_rect(fill="white", color="white"),
        panel_grid_minor=p9.element_blank(),
        panel_grid_major_x=p9.element_blank(),
        panel_grid_major_y=p9.element_line(color=RULE, size=0.5),
        axis_line_x=p9.element_line(color=MUTED, size=0.6),
        axis_ticks_major_x=p9.element_line(color=MUTED, size=0.6),
        axis_text=p9.element_text(color=INK, size=8.5),
        axis_title=p9.element_text(color=INK, size=9),
        plot_title=p9.element_text(color=INK, size=11.5, weight="bold", ha="left"),
        plot_subtitle=p9.element_text(color=MUTED, size=9, ha="left", linespacing=1.35),
        plot_caption=p9.element_text(color=MUTED, size=7.8, ha="left", linespacing=1.4),
        plot_title_position="plot",
        plot_caption_position="plot",
        strip_text=p9.element_text(color=INK, size=9, weight="bold", ha="left"),
        strip_background=p9.element_blank(),
        legend_position="none",
    )


def spread_labels(positions: list[float], smallest_gap: float) -> list[float]:
    """Positions of labels moved apart until neighbours are `smallest_gap` apart, as little as that takes.

    Neighbours that are too near are pooled and spaced evenly about their mean. Returned in the order given.
    """
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    pools: list[tuple[float, list[int]]] = []
    for index in order:
        pools.append((positions[index], [index]))
        while len(pools) > 1 and _too_near(pools[-2], pools[-1], smallest_gap):
            (low, below), (high, above) = pools[-2:]
            members = below + above
            pools[-2:] = [((low * len(below) + high * len(above)) / len(members), members)]
    spread = [0.0] * len(positions)
    for centre, members in pools:
        for rank, index in enumerate(members):
            spread[index] = centre + (rank - (len(members) - 1) / 2) * smallest_gap
    return spread


def _too_near(below: tuple[float, list[int]], above: tuple[float, list[int]], smallest_gap: float) -> bool:
    reach = (len(below[1]) + len(above[1])) / 2 * smallest_gap
    return above[0] - below[0] < reach - 1e-9
