"""Regressions in batches, week by week and month by month, and the check of the printed ones by a second engine."""

# Files of printed estimates, each checked by a job of its own.
CHECKED_ESTIMATES = {
    "did_national": "<restricted>/did/national.parquet",
    "did_trondelag": "<restricted>/did/trondelag.parquet",
    "table_v1": "<restricted>/exhibits/table_v1.parquet",
    "figure_v3": "<restricted>/exhibits/figure_v3.parquet",
}


rule estimate_weekly_season:
    """Effects of the calendar month of the start on each weekly outcome, before the service."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        season_weekly="<restricted>/season_weekly.parquet",
    log:
        "<logs>/estimate_weekly_season.log",
    benchmark:
        "<benchmarks>/estimate_weekly_season.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_weekly_season.py"),
        first_year=lookup("season/first_year", within=config),
        last_year=lookup("season/last_year", within=config),
    message:
        "Estimating season effects week by week"
    script:
        "../../scripts/estimate_weekly_season.py"


rule estimate_grade_season:
    """Effects of the calendar month of the start on each monthly grade, before the service."""
    input:
        cohort="<restricted>/cohort.parquet",
        monthly_grades="<restricted>/monthly_grades.parquet",
    output:
        season_grade="<restricted>/season_grade.parquet",
    log:
        "<logs>/estimate_grade_season.log",
    benchmark:
        "<benchmarks>/estimate_grade_season.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_grade_season.py"),
        first_year=lookup("season/first_year", within=config),
        last_year=lookup("season/last_year", within=config),
    message:
        "Estimating season effects of the monthly grades"
    script:
        "../../scripts/estimate_grade_season.py"


rule estimate_weekly_effects:
    """Meeting by, and on leave in, each week: difference-in-differences with one control group."""
    input:
        panel="<restricted>/panel.parquet",
        cohort="<restricted>/cohort.parquet",
        season=(
            "<restricted>/season_weekly.parquet" if config["season"]["adjust"] else []
        ),
    output:
        effects="<restricted>/exhibits/{weekly_exhibit}.parquet",
    log:
        "<logs>/estimate_weekly_effects/{weekly_exhibit}.log",
    benchmark:
        "<benchmarks>/estimate_weekly_effects/{weekly_exhibit}.tsv"
    wildcard_constraints:
        weekly_exhibit="figure_9|figure_v4",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_weekly_effects.py"),
        control_group=weekly_control_group,
    message:
        "Estimating effects week by week: {wildcards.weekly_exhibit}"
    script:
        "../../scripts/estimate_weekly_effects.py"


rule estimate_grade_effects:
    """The grade in each month of the spell: difference-in-differences with one control group."""
    input:
        panel="<restricted>/panel.parquet",
        monthly_grades="<restricted>/monthly_grades.parquet",
        season=(
            "<restricted>/season_grade.parquet" if config["season"]["adjust"] else []
        ),
    output:
        effects="<restricted>/exhibits/{grade_exhibit}.parquet",
    log:
        "<logs>/estimate_grade_effects/{grade_exhibit}.log",
    benchmark:
        "<benchmarks>/estimate_grade_effects/{grade_exhibit}.tsv"
    wildcard_constraints:
        grade_exhibit="figure_10|figure_v5",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=25),
    params:
        code=script_digest("scripts/estimate_grade_effects.py"),
        control_group=grade_control_group,
    message:
        "Estimating effects on the monthly grade: {wildcards.grade_exhibit}"
    script:
        "../../scripts/estimate_grade_effects.py"


rule check_engines:
    """One file of printed regressions by a second engine; a model on which the two disagree stops the run."""
    input:
        panel="<restricted>/panel.parquet",
        printed=printed_estimates,
    output:
        compared="<restricted>/checks/{estimates}/check_estimates.parquet",
    log:
        "<logs>/check_engines/{estimates}.log",
    benchmark:
        "<benchmarks>/check_engines/{estimates}.tsv"
    wildcard_constraints:
        estimates="|".join(CHECKED_ESTIMATES),
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=70, floor=1500),
    params:
        code=script_digest("scripts/check_engines.py"),
        estimates="{estimates}",
    message:
        "Checking the regressions by a second engine: {wildcards.estimates}"
    script:
        "../../scripts/check_engines.py"


rule check_models:
    """What the checks of all printed regressions found, one row a model."""
    input:
        parts=expand(
            "<restricted>/checks/{estimates}/check_estimates.parquet",
            estimates=CHECKED_ESTIMATES,
        ),
    output:
        check_estimates="<restricted>/exhibits/check_estimates.parquet",
    log:
        "<logs>/check_models.log",
    benchmark:
        "<benchmarks>/check_models.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/check_models.py"),
    message:
        "Collecting the checks of the regressions"
    script:
        "../../scripts/check_models.py"
