"""How sure the effects are: the period-2 estimates of table 4 by every method of inference."""


rule estimate_inference:
    """One control group, without or with group trends: every outcome by every method."""
    input:
        panel="<restricted>/panel.parquet",
    output:
        inference="<restricted>/inference/{control_group}.{trends}.parquet",
    log:
        "<logs>/estimate_inference/{control_group}.{trends}.log",
    benchmark:
        "<benchmarks>/estimate_inference/{control_group}.{trends}.tsv"
    wildcard_constraints:
        trends="with_trends|without_trends",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=90, floor=1500),
    params:
        code=script_digest("scripts/estimate_inference.py"),
        control_group="{control_group}",
        group_trends=with_trends,
        draws=lookup("inference/draws", within=config),
        seed=lookup("inference/seed", within=config),
    message:
        "Assessing the effects by every method, control group {wildcards.control_group}, {wildcards.trends}"
    script:
        "../../scripts/estimate_inference.py"


rule estimate_inference_panel:
    """The inference panel: all methods on all period-2 effects."""
    input:
        inference=expand(
            "<restricted>/inference/{control_group}.{trends}.parquet",
            control_group=CONTROL_GROUPS,
            trends=["without_trends", "with_trends"],
        ),
    output:
        inference_panel="<restricted>/exhibits/inference_panel.parquet",
    log:
        "<logs>/estimate_inference_panel.log",
    benchmark:
        "<benchmarks>/estimate_inference_panel.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/estimate_inference_panel.py"),
    message:
        "Inference panel"
    script:
        "../../scripts/estimate_inference_panel.py"
