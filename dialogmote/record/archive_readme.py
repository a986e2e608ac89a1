"""The page that a depositor and a reader of the archive see first."""

from dataclasses import dataclass

from dialogmote.record.archive import CHECKSUMS, RECORD, RELEASED, RUN


@dataclass(frozen=True)
class Deposit:
    """What the page tells: version, register, disclosure profile, languages, how many files of each part."""

    version: str
    is_synthetic: bool
    profile: str
    code_version: str
    languages: tuple[str, ...]
    n_repository: int
    n_released: int
    n_record: int


def write_archive_readme(deposit: Deposit) -> str:
    """The page as plain text: what this is, what is in it, how to check it, how to build it again, who may use it."""
    return f"""\
dialogmote {deposit.version}: archive of a run

WHAT THIS IS
A reproducible evaluation of Norway's dialogue meetings for people on long sick leave: the pipeline, from raw register
extracts to every table and figure, and what one run of it released.
{_register_words(deposit)}

WHAT IS IN IT
  {RELEASED + "/":<15}what the run released ({deposit.n_released} files): exhibits as Parquet and CSV, figures, tables
                 and the report in {_join(deposit.languages)}; release_manifest.json says what was done
                 to each file. Disclosure profile: {deposit.profile}
  {RECORD + "/":<15}the run's configuration, software versions and lock; beside it in {RUN}/ the run and its data
                 described (RO-Crate, data package), and the workflow as it ran ({deposit.n_record} files)
  the rest       the code, configuration, locks, texts, published figures, documentation and tests
                 ({deposit.n_repository} files); README.md is where to begin, docs/data_dictionary.md describes
                 every column
  {CHECKSUMS:<15}checksums of all files but itself

Restricted files, which hold rows and exact numbers, are not in the archive; the program that made it refuses them.

HOW TO CHECK IT
  sha256sum -c {CHECKSUMS}

HOW TO BUILD IT AGAIN
  make report                     (Python 3.11, 3.12 or 3.13, make and bash; README.md has the rest)
  make compare A={RELEASED} B=results/released
{_rebuild_words(deposit)}
The digest of the code behind the released files: {deposit.code_version}

WHO MAY USE IT
The code and the texts are under the MIT licence (LICENSE). CITATION.cff says how to cite it, and the article and the
interview study it reproduces, whose published numbers stand in resources/published.
"""


def _register_words(deposit: Deposit) -> str:
    if deposit.is_synthetic:
        return (
            "The register of this run is synthetic: simulated from published aggregates, with known effects. No\n"
            "row of it describes a person, and no number says anything about Norway."
        )
    return (
        "The register of this run is real. The released files went through the disclosure gate; the register\n"
        "itself is held by its owner and is not part of the archive."
    )


def _rebuild_words(deposit: Deposit) -> str:
    if deposit.is_synthetic:
        return (
            f"With the settings of {RECORD}/config.yaml the second command finds no number that moved, and with the\n"
            "same versions the released files are the same byte for byte."
        )
    return "On the same extracts (REGISTER=<folder>) the second command finds no number that moved."


def _join(languages: tuple[str, ...]) -> str:
    names = [{"en": "English", "nb": "Norwegian"}.get(language, language) for language in languages]
    return " and ".join(names)
