"""Texts of issues that the tests read: the sibling always, the reference where it lies beside the repository."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from yichuang.reports.rules.series import Series, parse_series

ROOT = Path(__file__).parents[2]
SIBLING = ROOT / "tests" / "golden" / "weekly-2023-07.txt"
SIBLING_RECORD = SIBLING.with_suffix(".json")
REFERENCE = ROOT.parent / "shared" / "reference" / "weekly-2022-21.txt"
WEEKLY_FILE = ROOT / "yichuang" / "reports" / "series" / "weekly.toml"

needs_reference = pytest.mark.skipif(not REFERENCE.exists(), reason="the reference issue is not beside the repository")
both_issues = pytest.mark.parametrize(
    "path", [pytest.param(SIBLING, id="sibling"), pytest.param(REFERENCE, id="reference", marks=needs_reference)]
)


@cache
def weekly() -> Series:
    """Return the series that comes with the product."""
    return parse_series(WEEKLY_FILE.read_text(encoding="utf-8"), name=WEEKLY_FILE.name)


def bare(text: str) -> str:
    """Return a text without any blank."""
    return "".join(text.split())
