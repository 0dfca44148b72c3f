"""One figure as latest.json holds it, and all of them as a table."""

from __future__ import annotations


def measure(value: float, unit: str, *, aim: float | None = None, better: str = "higher") -> dict:
    """Return one figure as latest.json holds it."""
    return {"value": value, "aim": aim, "unit": unit, "better": better}


def printed(results: dict[str, dict]) -> None:
    """Print figures as a table, with their aims and whether they are met."""
    print(f"\n{'figure':28} {'value':>12} {'aim':>10}  unit")
    for name, one in results.items():
        mark = " " if one["aim"] is None else ("✓" if _met(one) else "✗")
        aim = "" if one["aim"] is None else f"{'≥' if one['better'] == 'higher' else '≤'} {one['aim']:g}"
        print(f"{name:28} {one['value']:12,.4g} {aim:>10} {mark} {one['unit']}")


def _met(one: dict) -> bool:
    return one["value"] >= one["aim"] if one["better"] == "higher" else one["value"] <= one["aim"]
