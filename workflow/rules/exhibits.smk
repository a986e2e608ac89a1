"""The exhibits as targets people type, each with its data, its figure and its table."""


localrules:
    attrition,
    figure_1,
    figure_2,
    figure_3,
    figure_4,
    figure_5,
    figure_6,
    figure_7,
    figure_8,
    figure_9,
    figure_10,
    figure_v1,
    figure_v2,
    figure_v3,
    figure_v4,
    figure_v5,
    table_1,
    table_2,
    table_3,
    table_4,
    table_v1,
    table_4_no_controls,
    period_contrasts,
    answers_cross,
    meeting_levels,
    excluded_groups,
    heterogeneity,
    inference_panel,
    honest_trends,
    pretrend_tests,
    pretrend_power,
    hazard_contrasts,
    check_estimates,
    case_table_8_7,
    case_figures_8,
    case_agreement,
    case_offices_3_1,
    case_offices_correlations,
    published_vs_reproduced,
    input_report,


rule attrition:
    """Who was studied: the steps of the cohort and what each removed."""
    input:
        released("attrition"),
    message:
        "Made: attrition"


rule figure_1:
    """Figure 1: map of the offices, pilot offices marked."""
    input:
        released("figure_1"),
        released("figure_1_merged"),
    message:
        "Made: figure_1"


rule figure_2:
    """Figure 2: distribution of spell duration, by week."""
    input:
        released("figure_2"),
    message:
        "Made: figure_2"


rule figure_3:
    """Figure 3: share of spells with a meeting, by start month."""
    input:
        released("figure_3"),
    message:
        "Made: figure_3"


rule figure_4:
    """Figure 4: weekly meeting hazards, before and after."""
    input:
        released("figure_4"),
    message:
        "Made: figure_4"


rule figure_5:
    """Figure 5: weekly recovery hazards, starts November to March."""
    input:
        released("figure_5"),
    message:
        "Made: figure_5"


rule figure_6:
    """Figure 6: weekly recovery hazards, starts March to June."""
    input:
        released("figure_6"),
    message:
        "Made: figure_6"


rule figure_7:
    """Figure 7: use of the meeting-need service, by start month."""
    input:
        released("figure_7"),
    message:
        "Made: figure_7"


rule figure_8:
    """Figure 8: difference-in-differences by period."""
    input:
        released("figure_8"),
    message:
        "Made: figure_8"


rule figure_9:
    """Figure 9: meetings and sick leave week by week, national controls."""
    input:
        released("figure_9"),
    message:
        "Made: figure_9"


rule figure_10:
    """Figure 10: effects on grade by month, national controls."""
    input:
        released("figure_10"),
    message:
        "Made: figure_10"


rule figure_v1:
    """Figure v1: when in the spell employee and employer answered."""
    input:
        released("figure_v1"),
    message:
        "Made: figure_v1"


rule figure_v2:
    """Figure v2: mean duration and lost workdays, by start month."""
    input:
        released("figure_v2"),
    message:
        "Made: figure_v2"


rule figure_v3:
    """Figure v3: event study by start month."""
    input:
        released("figure_v3"),
    message:
        "Made: figure_v3"


rule figure_v4:
    """Figure v4: figure 9 with Trøndelag controls."""
    input:
        released("figure_v4"),
    message:
        "Made: figure_v4"


rule figure_v5:
    """Figure v5: figure 10 with Trøndelag controls."""
    input:
        released("figure_v5"),
    message:
        "Made: figure_v5"


rule table_1:
    """Table 1: answers, and what followed."""
    input:
        released("table_1"),
    message:
        "Made: table_1"


rule table_2:
    """Table 2: who takes part in meetings, before and after."""
    input:
        released("table_2"),
    message:
        "Made: table_2"


rule table_3:
    """Table 3: descriptives before the service."""
    input:
        released("table_3"),
    message:
        "Made: table_3"


rule table_4:
    """Table 4: difference-in-differences, six outcomes, two control groups."""
    input:
        released("table_4"),
    message:
        "Made: table_4"


rule table_v1:
    """Table v1: trend check."""
    input:
        released("table_v1"),
    message:
        "Made: table_v1"


rule table_4_no_controls:
    """Table 4 without covariates and fixed effects."""
    input:
        released("table_4_no_controls"),
    message:
        "Made: table_4_no_controls"


rule period_contrasts:
    """Period 2 against periods 1 and 3."""
    input:
        released("period_contrasts"),
    message:
        "Made: period_contrasts"


rule answers_cross:
    """The employee's answer by the employer's."""
    input:
        released("answers_cross"),
    message:
        "Made: answers_cross"


rule meeting_levels:
    """Level of meetings in three windows of starts."""
    input:
        released("meeting_levels"),
    message:
        "Made: meeting_levels"


rule inference_panel:
    """Period-2 effects of table 4 by every method of inference."""
    input:
        released("inference_panel"),
    message:
        "Made: inference_panel"


rule honest_trends:
    """Effects in period 2 when trends may differ: robust intervals, breakdown values."""
    input:
        released("honest_trends"),
    message:
        "Made: honest_trends"


rule pretrend_tests:
    """Joint tests that the groups moved alike before the service."""
    input:
        released("pretrend_tests"),
    message:
        "Made: pretrend_tests"


rule pretrend_power:
    """What a test of trends before the service could have seen."""
    input:
        released("pretrend_power"),
    message:
        "Made: pretrend_power"


rule heterogeneity:
    """Effects in period 2 by group of spells."""
    input:
        released("heterogeneity"),
    message:
        "Made: heterogeneity"


rule excluded_groups:
    """Spells that left the cohort, by reason."""
    input:
        released("excluded_groups"),
    message:
        "Made: excluded_groups"


rule hazard_contrasts:
    """Recovery in chosen weeks against the two earlier years."""
    input:
        released("hazard_contrasts"),
    message:
        "Made: hazard_contrasts"


rule check_estimates:
    """The same models by two engines."""
    input:
        released("check_estimates"),
    message:
        "Made: check_estimates"


rule case_table_8_7:
    """Interview study, table 8-7: every judgement in the case experiment."""
    input:
        released("case_table_8_7"),
    message:
        "Made: case_table_8_7"


rule case_figures_8:
    """Interview study, figures 8-1 to 8-6: judgements by case."""
    input:
        released("case_figures_8"),
    message:
        "Made: case_figures_8"


rule case_agreement:
    """Interview study: agreement between the case workers."""
    input:
        released("case_agreement"),
    message:
        "Made: case_agreement"


rule case_offices_3_1:
    """Interview study, table 3-1: the 15 offices."""
    input:
        released("case_offices_3_1"),
    message:
        "Made: case_offices_3_1"


rule case_offices_correlations:
    """Interview study: how the columns of table 3-1 go together."""
    input:
        released("case_offices_correlations"),
    message:
        "Made: case_offices_correlations"


rule published_vs_reproduced:
    """Every published number beside the reproduced one."""
    input:
        released("published_vs_reproduced"),
        "<released>/published_vs_reproduced.csv",
    message:
        "Made: published_vs_reproduced"


rule input_report:
    """Rows, dates and unmatched rows of each extract."""
    input:
        released("input_report"),
    message:
        "Made: input_report"


if IS_SYNTHETIC:

    localrules:
        register_fidelity,
        planted_vs_estimated,

    rule register_fidelity:
        """The synthetic register beside the published moments."""
        input:
            released("register_fidelity"),
        message:
            "Made: register_fidelity"

    rule planted_vs_estimated:
        """The planted effects beside the estimates."""
        input:
            released("planted_vs_estimated"),
        message:
            "Made: planted_vs_estimated"
