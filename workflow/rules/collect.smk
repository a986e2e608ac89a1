"""The targets people type: the report and the stages by name; every exhibit has its own in `exhibits.smk`."""


localrules:
    report,
    document,
    register,
    verify,
    cohort,
    season,
    panel,
    did,
    exhibits,


rule report:
    """The report, with every exhibit it shows, in every configured language."""
    default_target: True
    input:
        expand("<released>/report.{language}.html", language=LANGUAGES),
        expand("<released>/report.{language}.pdf", language=LANGUAGES),
        [released(exhibit) for exhibit in REPORTED],
        "<released>/published_vs_reproduced.csv",
        rules.disclose_manifest.output,
        rules.check_release.output,
        rules.render_package.output,
    message:
        "Made: report"


rule document:
    """The report as PDF alone, with what it shows, in every configured language."""
    input:
        expand("<released>/report.{language}.pdf", language=LANGUAGES),
    message:
        "Made: document"


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


rule exhibits:
    """Every exhibit of the article and the interview study: data, figure and table, in every configured language."""
    input:
        [released(exhibit) for exhibit in OF_THE_STUDIES],
    message:
        "Made: exhibits"


rule check_record:
    """A run recorded that was killed when all was made but its record."""
    output:
        recorded="<restricted>/run_recorded_again.txt",
    log:
        "<logs>/check_record.log",
    localrule: True
    conda:
        "../../envs/analysis.yaml"
    message:
        "The last run ended before it was recorded"
    shell:
        "touch {output.recorded} 2> {log}"
