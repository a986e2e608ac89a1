"""Difference-in-differences, and the exhibits made of it."""


rule estimate_did:
    """Difference-in-differences for one control group: six outcomes, with and without trends and controls."""
    input:
        panel="<restricted>/panel.parquet",
    output:
        estimates="<restricted>/did/{control_group}.parquet",
        contrasts="<restricted>/did_contrasts/{control_group}.parquet",
        without_controls="<restricted>/did_no_controls/{control_group}.parquet",
    log:
        "<logs>/estimate_did/{control_group}.log",
    benchmark:
        "<benchmarks>/estimate_did/{control_group}.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=70, floor=1500),
    params:
        code=script_digest("scripts/estimate_did.py"),
        control_group="{control_group}",
    message:
        "Estimating difference-in-differences, control group {wildcards.control_group}"
    script:
        "../../scripts/estimate_did.py"


rule estimate_table_4:
    """Difference-in-differences, period 2, in the article's form."""
    input:
        did_national="<restricted>/did/national.parquet",
        did_trondelag="<restricted>/did/trondelag.parquet",
    output:
        table_4="<restricted>/exhibits/table_4.parquet",
    log:
        "<logs>/estimate_table_4.log",
    benchmark:
        "<benchmarks>/estimate_table_4.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_table_4.py"),
    message:
        "Table 4"
    script:
        "../../scripts/estimate_table_4.py"


rule estimate_figure_8:
    """Difference-in-differences by period."""
    input:
        did_national="<restricted>/did/national.parquet",
        did_trondelag="<restricted>/did/trondelag.parquet",
    output:
        figure_8="<restricted>/exhibits/figure_8.parquet",
    log:
        "<logs>/estimate_figure_8.log",
    benchmark:
        "<benchmarks>/estimate_figure_8.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_figure_8.py"),
    message:
        "Figure 8"
    script:
        "../../scripts/estimate_figure_8.py"


rule estimate_table_4_no_controls:
    """Difference-in-differences without controls, period 2, in the article's form."""
    input:
        did_national="<restricted>/did_no_controls/national.parquet",
        did_trondelag="<restricted>/did_no_controls/trondelag.parquet",
    output:
        table_4_no_controls="<restricted>/exhibits/table_4_no_controls.parquet",
    log:
        "<logs>/estimate_table_4_no_controls.log",
    benchmark:
        "<benchmarks>/estimate_table_4_no_controls.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_table_4_no_controls.py"),
    message:
        "Table 4 without controls"
    script:
        "../../scripts/estimate_table_4_no_controls.py"


rule estimate_period_contrasts:
    """Period 2 against periods 1 and 3."""
    input:
        contrasts_national="<restricted>/did_contrasts/national.parquet",
        contrasts_trondelag="<restricted>/did_contrasts/trondelag.parquet",
    output:
        period_contrasts="<restricted>/exhibits/period_contrasts.parquet",
    log:
        "<logs>/estimate_period_contrasts.log",
    benchmark:
        "<benchmarks>/estimate_period_contrasts.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_period_contrasts.py"),
    message:
        "Period 2 against its placebos"
    script:
        "../../scripts/estimate_period_contrasts.py"


rule estimate_heterogeneity:
    """Difference-in-differences by group of spells: sex, age, grade, working time, sector."""
    input:
        panel="<restricted>/panel.parquet",
        cohort="<restricted>/cohort.parquet",
    output:
        heterogeneity="<restricted>/exhibits/heterogeneity.parquet",
    log:
        "<logs>/estimate_heterogeneity.log",
    benchmark:
        "<benchmarks>/estimate_heterogeneity.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_heterogeneity.py"),
    message:
        "Estimating effects by group of spells"
    script:
        "../../scripts/estimate_heterogeneity.py"


rule estimate_table_v1:
    """Trend check: difference in linear trend before the service."""
    input:
        panel="<restricted>/panel.parquet",
    output:
        table_v1="<restricted>/exhibits/table_v1.parquet",
    log:
        "<logs>/estimate_table_v1.log",
    benchmark:
        "<benchmarks>/estimate_table_v1.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=70, floor=1500),
    params:
        code=script_digest("scripts/estimate_table_v1.py"),
    message:
        "Checking trends before the service"
    script:
        "../../scripts/estimate_table_v1.py"


rule estimate_figure_v3:
    """Event study: a difference between pilot and control offices for every start month."""
    input:
        panel="<restricted>/panel.parquet",
    output:
        figure_v3="<restricted>/exhibits/figure_v3.parquet",
    log:
        "<logs>/estimate_figure_v3.log",
    benchmark:
        "<benchmarks>/estimate_figure_v3.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=70, floor=1500),
    params:
        code=script_digest("scripts/estimate_figure_v3.py"),
        periods=lookup("periods", within=config),
    message:
        "Event study"
    script:
        "../../scripts/estimate_figure_v3.py"
