"""Disclosure profiles: from which count on a number may leave, and what counts are rounded to.

Which body asks for what, and why we round as we do where it leaves that open, stands in docs/disclosure.md.
"""

from dataclasses import dataclass

from dialogmote.errors import InputError

# ASSUME smallest_number_of_offices: results of fewer than three offices identify one: of two, each can take itself out
# and sees the other.
SMALLEST_NUMBER_OF_OFFICES = 3


@dataclass(frozen=True)
class Profile:
    """What may leave: counts of at least `threshold`, rounded to multiples of `rounding` (odd, so without ties)."""

    name: str
    threshold: int
    rounding: int

    def __post_init__(self) -> None:
        if self.threshold < 1 or self.rounding < 1 or self.rounding % 2 == 0:
            raise ValueError("a profile wants a threshold of at least 1 and an odd rounding of at least 1")
        if self.is_open != (self.threshold == 1 and self.rounding == 1):
            raise ValueError("the profile 'none', and no other, lets every count through as it is")
        if not self.is_open and self.round(self.threshold) < self.threshold:
            raise ValueError("the smallest count that may leave must not be rounded below the threshold")

    @property
    def is_open(self) -> bool:
        """Whether everything passes."""
        return self.name == "none"

    @property
    def smallest_difference(self) -> int:
        """From which difference of two counts on both may leave: rounded, they are at least the threshold apart.

        Two roundings move a difference by at most `rounding` less one.
        """
        difference = self.threshold
        while -(-(difference - self.rounding + 1) // self.rounding) * self.rounding < self.threshold:
            difference += 1
        return difference

    @property
    def for_differences(self) -> "Profile":
        """The profile by which a count is judged that readers get by subtracting two released ones."""
        return Profile(self.name, self.smallest_difference, self.rounding)

    @property
    def curve_rounding(self) -> int:
        """What the counts along a curve are rounded to: a step that shows must not tell that a small count moved it.

        Two counts a unit apart after rounding differ by up to twice the unit less one; that has to reach the threshold.
        """
        unit = self.rounding
        while 2 * unit - 1 < self.threshold:
            unit += self.rounding
        return unit

    def round(self, count: float) -> int:
        """The nearest multiple of `rounding`; the same count always gives the same number."""
        return int((count + self.rounding / 2) // self.rounding) * self.rounding

    def round_on_curve(self, count: float) -> int:
        """The nearest multiple of `curve_rounding`."""
        return int((count + self.curve_rounding / 2) // self.curve_rounding) * self.curve_rounding

    def is_small(self, count: float) -> bool:
        """Whether a count describes somebody, and too few."""
        return 0 < count < self.threshold

    def is_small_difference(self, difference: float) -> bool:
        """Whether two counts are too near each other for both to leave."""
        return 0 < abs(difference) < self.smallest_difference


# ASSUME disclosure_profiles: our reading of public guidance (docs/disclosure.md); no body has approved it.
PROFILES = {
    profile.name: profile
    for profile in (
        Profile("strict", threshold=10, rounding=5),
        Profile("opensafely", threshold=8, rounding=5),
        Profile("nav", threshold=5, rounding=5),
        Profile("ssb", threshold=3, rounding=3),
        Profile("none", threshold=1, rounding=1),
    )
}


def profile_named(name: str) -> Profile:
    """The profile of that name; raises `ValueError` that lists the allowed names."""
    if name not in PROFILES:
        raise ValueError(f"disclosure profile {name!r} is unknown; allowed: {', '.join(PROFILES)}")
    return PROFILES[name]


def check_profile(name: str, *, is_synthetic: bool) -> None:
    """Raise `InputError` when real extracts would be released unchecked."""
    if profile_named(name).is_open and not is_synthetic:
        raise InputError(
            "config.yaml, or what was laid over it:\n  disclosure.profile: none is for the synthetic register alone;"
            f" for extracts choose one of {', '.join(name for name, known in PROFILES.items() if not known.is_open)}"
        )
