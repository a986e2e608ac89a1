"""The Monte Carlo of the design: how each method of inference does where the truth is known. No part of the report's run."""

# What is simulated, as `dialogmote.estimate.monte_carlo.truths` has it.
TRUTHS = ["null", "published", "twice", "trend", "heavy_tails"]


localrules:
    monte_carlo,


rule estimate_monte_carlo:
    """A block of registers simulated from one truth, every method of inference tallied."""
    input:
        panel="<restricted>/panel.parquet",
        published="resources/published/table_4.csv",
    output:
        block="<restricted>/monte_carlo/{truth}.{control_group}.{block}.parquet",
    log:
        "<logs>/estimate_monte_carlo/{truth}.{control_group}.{block}.log",
    benchmark:
        "<benchmarks>/estimate_monte_carlo/{truth}.{control_group}.{block}.tsv"
    wildcard_constraints:
        truth="|".join(TRUTHS),
        block=r"\d+",
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20, floor=500),
    params:
        code=script_digest("scripts/estimate_monte_carlo.py"),
        truth="{truth}",
        control_group="{control_group}",
        draws=number_draws,
        effort=[
            lookup("monte_carlo/inner_draws", within=config),
            lookup("monte_carlo/dear_every", within=config),
        ],
        seed=lookup("monte_carlo/seed", within=config),
    message:
        "Simulating registers: {wildcards.truth}, control group {wildcards.control_group}, block {wildcards.block}"
    script:
        "../../scripts/estimate_monte_carlo.py"


rule assess_monte_carlo:
    """Bias, coverage and power of every method of inference, from all blocks."""
    input:
        blocks=expand(
            "<restricted>/monte_carlo/{truth}.{control_group}.{block}.parquet",
            truth=TRUTHS,
            control_group=CONTROL_GROUPS,
            block=list_blocks(),
        ),
    output:
        coverage="<restricted>/exhibits/interval_coverage.parquet",
    log:
        "<logs>/assess_monte_carlo.log",
    benchmark:
        "<benchmarks>/assess_monte_carlo.tsv"
    conda:
        "../../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=memory(factor=20),
    params:
        code=script_digest("scripts/assess_monte_carlo.py"),
    message:
        "Coverage of the intervals"
    script:
        "../../scripts/assess_monte_carlo.py"


rule monte_carlo:
    """The Monte Carlo of the design: coverage of every kind of interval in every truth."""
    input:
        rules.assess_monte_carlo.output,
    message:
        "Made: monte_carlo"
