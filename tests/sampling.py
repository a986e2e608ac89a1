"""What `make test` leaves to `make test-all`: a sample drawn by a seed stands for the whole.

TEST_SEED=<number> draws another one; a failure is repeated with the same number.
"""

import os
import random
from collections.abc import Sequence
from typing import TypeVar

IS_ALL = os.environ.get("TESTS") == "all"
SEED = int(os.environ.get("TEST_SEED", "20181023"))
Case = TypeVar("Case")


def draw(cases: Sequence[Case], number: int) -> list[Case]:
    """All cases under `make test-all`, otherwise a seeded sample of them; in their order."""
    if IS_ALL:
        return list(cases)
    return [cases[place] for place in sorted(random.Random(SEED).sample(range(len(cases)), number))]
