"""Descriptives, difference-in-differences, and the exhibits made of them."""


rule estimate_did:
    """Difference-in-differences for one control group: six outcomes, without and with group trends."""
    input:
        panel="<restricted>/panel.parquet",
    output:
        estimates="<restricted>/did/{control_group}.parquet",
    log:
        "<logs>/estimate_did/{control_group}.log",
    benchmark:
        "<benchmarks>/estimate_did/{control_group}.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=40, floor=1500),
    params:
        code=script_digest("scripts/estimate_did.py"),
        control_group="{control_group}",
    message:
        "Estimating difference-in-differences, control group {wildcards.control_group}"
    script:
        "../../scripts/estimate_did.py"


rule estimate_table_3:
    """Descriptives before the service, by pilot and control group."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        table_3="<restricted>/exhibits/table_3.parquet",
    log:
        "<logs>/estimate_table_3.log",
    benchmark:
        "<benchmarks>/estimate_table_3.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_table_3.py"),
        pilot_county=lookup("study/pilot_county", within=config),
        periods=lookup("periods", within=config),
    message:
        "Describing the groups before the service"
    script:
        "../../scripts/estimate_table_3.py"


rule estimate_figure_3:
    """Season-adjusted share of spells with a meeting, by start month."""
    input:
        panel="<restricted>/panel.parquet",
    output:
        figure_3="<restricted>/exhibits/figure_3.parquet",
    log:
        "<logs>/estimate_figure_3.log",
    benchmark:
        "<benchmarks>/estimate_figure_3.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_figure_3.py"),
    message:
        "Meeting share by start month"
    script:
        "../../scripts/estimate_figure_3.py"


rule estimate_figure_7:
    """Share of spells where a party used the service, by start month and group."""
    input:
        cohort="<restricted>/cohort.parquet",
    output:
        figure_7="<restricted>/exhibits/figure_7.parquet",
    log:
        "<logs>/estimate_figure_7.log",
    benchmark:
        "<benchmarks>/estimate_figure_7.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_figure_7.py"),
        periods=lookup("periods", within=config),
        pilot_county=lookup("study/pilot_county", within=config),
    message:
        "Use of the service by start month"
    script:
        "../../scripts/estimate_figure_7.py"


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
