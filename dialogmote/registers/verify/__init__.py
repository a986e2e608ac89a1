"""Verifying the extracts: every rule in one pass, every violation told. Source: RULES 1 to 8, 11 and 19."""

from dialogmote.registers.verify.verification import (
    Verification,
    VerifySettings,
    describe_violations,
    verify_extracts,
)

__all__ = ["Verification", "VerifySettings", "describe_violations", "verify_extracts"]
