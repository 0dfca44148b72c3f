"""Mutated copies of an issue are read without a crash and without losing a line."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reports.samples import REFERENCE, SIBLING, bare, weekly
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.record import from_record, to_record

ISSUES = [path.read_text(encoding="utf-8") for path in (SIBLING, REFERENCE) if path.exists()]
BRACKETS = "（）()“”「〔一二19、。：—- \n\t\f\u2028①"


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return an issue with lines cut, doubled and shuffled, brackets broken and digits changed."""
    lines = draw(st.sampled_from(ISSUES)).splitlines()
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(lines) - 1)) if lines else 0
        deed = draw(st.sampled_from(["cut", "drop", "double", "swap", "bracket", "digits", "truncate", "join"]))
        if not lines:
            break
        line = lines[place]
        spot = draw(st.integers(0, max(len(line), 1)))
        match deed:
            case "cut":
                lines[place : place + 1] = [line[:spot], line[spot:]]
            case "drop":
                del lines[place]
            case "double":
                lines.insert(place, line)
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], lines[place]
            case "bracket":
                lines[place] = line[:spot] + draw(st.sampled_from(BRACKETS)) + line[spot + 1 :]
            case "digits":
                lines[place] = line.translate(
                    str.maketrans("0123456789", draw(st.text("0123456789９", min_size=10, max_size=10)))
                )
            case "truncate":
                lines = lines[: place + 1]
            case "join":
                lines[place : place + 2] = ["".join(lines[place : place + 2])]
    return "\n".join(lines)


@given(damaged())
@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_a_damaged_issue_is_read_without_losing_a_line(text):
    report = read(text, weekly())
    assert bare(report.words()) == bare(text)
    record = json.loads(json.dumps(to_record(report), ensure_ascii=False))
    assert from_record(record) == report
    assert bare("".join(record["lines"])) == bare(text)


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_text_at_all_is_read_without_losing_a_character(text):
    report = read(text, weekly())
    assert bare("".join(report.source_lines)) == bare(text)
