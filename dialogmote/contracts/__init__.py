"""The schema of every extract and of every artifact that crosses a file."""

import sys

# dataframely imports SQLAlchemy where it finds it (Snakemake brings it), a quarter of a second in each of a run's jobs,
# for a feature that is not used here.
if "sqlalchemy" not in sys.modules:
    sys.modules["sqlalchemy"] = None  # type: ignore[assignment]
    import dataframely  # noqa: F401

    del sys.modules["sqlalchemy"]

from dialogmote.contracts.files import ContractError, contract_of, write_checked, write_parquet
from dialogmote.writing import write_text

__all__ = ["ContractError", "contract_of", "write_checked", "write_parquet", "write_text"]
