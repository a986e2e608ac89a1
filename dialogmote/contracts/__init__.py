"""The schema of every extract and of every artifact that crosses a file."""

from dialogmote.contracts.files import ContractError, contract_of, write_checked, write_parquet
from dialogmote.writing import write_text

__all__ = ["ContractError", "contract_of", "write_checked", "write_parquet", "write_text"]
