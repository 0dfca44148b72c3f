"""A calendar is published from a file, and open cases get their new due dates with it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.cast import Hall, day
from yichuang.cases.models import Case, CaseEvent

PUBLISHED = """
note = "七月放假一天"
[[days]]
day = 2022-07-06
working = false
source = "关于放假的通知"
"""


def publish(file: Path) -> tuple[int, dict]:
    out = StringIO()
    try:
        call_command("calendar", "publish", str(file), "--json", stdout=out)
        status = 0
    except SystemExit as ended:
        status = int(str(ended.code))
    return status, json.loads(out.getvalue())


def test_open_cases_move_and_concluded_ones_do_not(hall: Hall, tmp_path: Path) -> None:
    running = hall.accepted_case(on="2022-07-01")
    concluded = hall.granted_case(on="2022-07-01", granted="2022-07-08")
    earlier = hall.accepted_case(on="2022-06-01")
    file = tmp_path / "calendar.toml"
    file.write_text(PUBLISHED)
    status, answer = publish(file)
    assert (status, answer) == (0, {"version": 2, "days": 1, "moved": 1})
    assert Case.objects.get(number=running).due_on == day("2022-07-18")
    assert Case.objects.get(number=concluded).due_on == day("2022-07-15")
    assert Case.objects.get(number=earlier).due_on == day("2022-06-16")
    assert CaseEvent.objects.filter(act="due_moved").count() == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("note = 'x'\n[[days]]\nday = 2022-07-06\nsource = 'y'", "malformed_calendar"),
        ("note = 'x'\n[[days]]\nday = '2022-07-06'\nworking = true\nsource = 'y'", "malformed_calendar"),
        ("note = 'x'\nofficial_through = 'soon'", "malformed_calendar"),
        ("note = ", "file_unreadable"),
        ("note = 'x'", "nothing_to_publish"),
        (PUBLISHED.replace("七月放假一天", ""), "note_missing"),
    ],
)
def test_a_file_that_is_wrong_changes_nothing(hall: Hall, tmp_path: Path, text: str, code: str) -> None:
    number = hall.accepted_case(on="2022-07-01")
    file = tmp_path / "calendar.toml"
    file.write_text(text)
    status, answer = publish(file)
    assert (status, answer["error"]["code"]) == (1, code)
    assert Case.objects.get(number=number).due_on == day("2022-07-15")
