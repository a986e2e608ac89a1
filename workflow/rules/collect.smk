"""The targets people type: exhibits and stages by name, and the report."""


localrules:
    report,
    register,
    verify,
    cohort,
    season,
    panel,
    did,
    attrition,
    table_3,
    table_4,
    figure_3,
    figure_7,
    figure_8,
    case_table_8_7,
    case_figures_8,
    case_agreement,
    case_offices_3_1,
    case_offices_correlations,
    published_vs_reproduced,
    input_report,


rule report:
    """The report, with every exhibit it shows, in every configured language."""
    default_target: True
    input:
        expand("<released>/report.{language}.html", language=LANGUAGES),
        [released(exhibit) for exhibit in REPORTED],
        "<released>/published_vs_reproduced.csv",
    message:
        "Made: report"


rule register:
    """The synthetic register: raw extracts alone."""
    input:
        rules.simulate_register.output,
    message:
        "Made: register"


rule verify:
    """The extracts checked, all violations in one pass."""
    input:
        rules.verify_extracts.output,
    message:
        "Made: verify"


rule cohort:
    """The cohort, one row a spell."""
    input:
        rules.build_cohort.output,
    message:
        "Made: cohort"


rule season:
    """Effects of the calendar month of the start."""
    input:
        rules.estimate_season.output,
    message:
        "Made: season"


rule panel:
    """The panel: adjusted outcomes, pilot and period coded."""
    input:
        rules.code_panel.output,
    message:
        "Made: panel"


rule did:
    """Every coefficient of every difference-in-differences regression."""
    input:
        expand("<restricted>/did/{control_group}.parquet", control_group=CONTROL_GROUPS),
    message:
        "Made: did"


rule attrition:
    """Who was studied: the steps of the cohort and what each removed."""
    input:
        released("attrition"),
    message:
        "Made: attrition"


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


rule figure_3:
    """Figure 3: share of spells with a meeting, by start month."""
    input:
        released("figure_3"),
    message:
        "Made: figure_3"


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


onstart:
    prepare()


onsuccess:
    print(farewell(), file=sys.stderr)
