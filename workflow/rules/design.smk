"""Season effects, and the panel with pilot and period coded."""


rule estimate_season:
    """Effects of the calendar month of the start on each outcome, before the service."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        season="<restricted>/season.parquet",
    log:
        "<logs>/estimate_season.log",
    benchmark:
        "<benchmarks>/estimate_season.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        # peak of a national register: 240 MB over 21 MB of input
        mem_mb=memory(factor=10, floor=500),
    params:
        code=script_digest("scripts/estimate_season.py"),
        first_year=lookup("season/first_year", within=config),
        last_year=lookup("season/last_year", within=config),
    message:
        "Estimating season effects"
    script:
        "../../scripts/estimate_season.py"


rule code_panel:
    """The analysis panel: outcomes season-adjusted, pilot, period and trend coded."""
    input:
        cohort="<restricted>/cohort.parquet",
        season="<restricted>/season.parquet" if config["season"]["adjust"] else [],
    output:
        panel="<restricted>/panel.parquet",
    log:
        "<logs>/code_panel.log",
    benchmark:
        "<benchmarks>/code_panel.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        # peak of a national register: 530 MB over 21 MB of input
        mem_mb=memory(factor=30, floor=500),
    params:
        code=script_digest("scripts/code_panel.py"),
        periods=lookup("periods", within=config),
        pilot_county=lookup("study/pilot_county", within=config),
    message:
        "Coding pilot and period"
    script:
        "../../scripts/code_panel.py"
