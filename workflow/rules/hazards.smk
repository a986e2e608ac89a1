"""Weekly hazards of meeting and recovery, two windows of starts beside the same days of the two years before."""


rule estimate_figure_4:
    """Weekly meeting hazards."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        figure_4="<restricted>/exhibits/figure_4.parquet",
    log:
        "<logs>/estimate_figure_4.log",
    benchmark:
        "<benchmarks>/estimate_figure_4.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_figure_4.py"),
    message:
        "Meeting hazards"
    script:
        "../../scripts/estimate_figure_4.py"


rule estimate_recovery_hazards:
    """Weekly recovery hazards of one window: figure 5 or 6."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        recovery="<restricted>/exhibits/{recovery_figure}.parquet",
    log:
        "<logs>/estimate_recovery_hazards/{recovery_figure}.log",
    benchmark:
        "<benchmarks>/estimate_recovery_hazards/{recovery_figure}.tsv"
    wildcard_constraints:
        recovery_figure="figure_5|figure_6",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_recovery_hazards.py"),
        figure="{recovery_figure}",
    message:
        "Recovery hazards, {wildcards.recovery_figure}"
    script:
        "../../scripts/estimate_recovery_hazards.py"


rule estimate_hazard_contrasts:
    """Recovery in some weeks against the two years before."""
    input:
        figure_5="<restricted>/exhibits/figure_5.parquet",
        figure_6="<restricted>/exhibits/figure_6.parquet",
    output:
        hazard_contrasts="<restricted>/exhibits/hazard_contrasts.parquet",
    log:
        "<logs>/estimate_hazard_contrasts.log",
    benchmark:
        "<benchmarks>/estimate_hazard_contrasts.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_hazard_contrasts.py"),
    message:
        "Contrasting recovery hazards"
    script:
        "../../scripts/estimate_hazard_contrasts.py"
