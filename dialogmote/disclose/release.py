"""What passes from restricted to released. The disclosure gate is not built yet; `none` lets everything through."""

import polars as pl

PROFILES = ("none",)

NOTICE = """NOT FOR RELEASE

These files were made from real extracts, and nothing in them was checked for disclosure: no count was suppressed,
no number rounded. Treat them as restricted until the disclosure gate has passed them.
"""


def release_exhibit(exhibit: pl.DataFrame, profile: str) -> pl.DataFrame:
    """The exhibit as it may be released under a profile.

    Raises `ValueError` for a profile that is not built, so that nobody takes an unchecked table for a checked one.
    """
    if profile not in PROFILES:
        raise ValueError(f"disclosure profile {profile!r} is not built; allowed: {', '.join(PROFILES)}")
    return exhibit
