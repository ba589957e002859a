"""Which of an evening's many moments a test goes through: in the suite its share of them, in `make soak` all."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("ENGAWA_THOROUGH") == "1"


def share(moments: range, part: int, of: int) -> range:
    """Every `of`-th of the moments, beginning with number `part`: tests that differ in `part` divide them up."""
    return moments if THOROUGH else moments[part % of :: of]
