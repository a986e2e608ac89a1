"""The configuration, found readable first: of a date that is none Snakemake would show its own stack."""

import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

ROOT = Path(workflow.basedir)
sys.path.insert(0, str(ROOT))

from dialogmote.errors import InputError
from dialogmote.settings import check_spelling

try:
    if Path("config.yaml").is_file():
        check_spelling(Path("config.yaml").read_text("utf-8"), "config.yaml")
except InputError as error:
    raise WorkflowError(str(error))
except UnicodeDecodeError:
    raise WorkflowError("config.yaml: not valid YAML in UTF-8")


configfile: "config.yaml"
