"""What reports say beside the numbers: captions, labels and categories of Snakemake's own report; the assumptions."""

from functools import lru_cache

from dialogmote.record.assumptions import collect_assumptions, places_by_id

MARKED_FILES = (
    "config.yaml",
    "scripts/*.py",
    "workflow/rules/*.smk",
    "dialogmote/**/*.py",
)


@lru_cache
def catalogue_of(language):
    """The texts of one language, read once."""
    from dialogmote.present.texts import load_catalogue

    paths = sorted((ROOT / "resources/texts" / language).glob("*.yaml"))
    return load_catalogue(paths, language, IS_SYNTHETIC)


def exhibit_caption(wildcards, output):
    """The caption of a job's exhibit, when Snakemake writes its report; a run needs none, and is spared the reading.

    Derived from the output, so that an edited text of the captions redraws nothing.
    """
    if "--report" not in sys.argv:
        return ""
    from dialogmote.present.captions import write_caption

    profile = config["disclosure"]["profile"]
    return write_caption(wildcards.exhibit, catalogue_of(wildcards.language), profile)


def labels_of(kind):
    """The labels of a figure or table."""

    def labels(wildcards):
        from dialogmote.present.captions import exhibit_labels

        return exhibit_labels(
            wildcards.exhibit, kind, wildcards.language, catalogue_of(LANGUAGES[0])
        )

    return labels


def section_of(kind):
    """The report's section that shows a figure or table, in the first configured language."""

    def section(wildcards):
        from dialogmote.present.captions import section_heading

        catalogue = catalogue_of(LANGUAGES[0])
        return section_heading(wildcards.exhibit, kind, catalogue, FIGURES, TABLES)

    return section


@lru_cache
def read_assumptions():
    """The assumptions that code and configuration mark, with the places where they stand."""
    paths = [path for pattern in MARKED_FILES for path in sorted(ROOT.glob(pattern))]
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths
    }
    return places_by_id(collect_assumptions(sources))


def assumption_places(wildcards):
    """Where each assumption stands, by id: no line numbers, so that a moved line renders nothing again."""
    return read_assumptions()


def exhibit_rules(wildcards):
    """The rule that computes each exhibit, by exhibit, as the rules' own outputs say."""
    folder = f"{RESULTS.as_posix()}/restricted/exhibits"
    return {
        exhibit: rule.name
        for exhibit in REPORTED
        for rule in workflow.rules
        if any(output.match(f"{folder}/{exhibit}.parquet") for output in rule.output)
    }
