"""What if trends were not parallel: robust intervals, and what the test before the service could have seen."""


rule estimate_honest_trends:
    """Robust intervals and breakdown values of the event study, the joint pre-trend test and its power."""
    input:
        panel="<restricted>/panel.parquet",
    output:
        honest_trends="<restricted>/exhibits/honest_trends.parquet",
        pretrend_tests="<restricted>/exhibits/pretrend_tests.parquet",
        pretrend_power="<restricted>/exhibits/pretrend_power.parquet",
    log:
        "<logs>/estimate_honest_trends.log",
    benchmark:
        "<benchmarks>/estimate_honest_trends.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=40, floor=1500),
    params:
        code=script_digest("scripts/estimate_honest_trends.py"),
        periods=lookup("periods", within=config),
    message:
        "Assessing trends before the service"
    script:
        "../../scripts/estimate_honest_trends.py"
