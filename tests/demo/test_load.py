"""Loading the demo: through the doors of the other rooms, all or nothing, into an empty installation only."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from yichuang.demo import acts
from yichuang.demo.rules.volumes import FROM, THROUGH, quotas
from yichuang.exchange import queries as exchange
from yichuang.kit import time
from yichuang.kit.errors import Conflict
from yichuang.people import acts as people
from yichuang.people.models import Centre
from yichuang.reports import acts as reports
from yichuang.reports.models import Issue
from yichuang.statistics import queries

SCALE, TINY = Fraction(1, 40_000), Fraction(1, 400_000)


@pytest.fixture
def own_folder(settings, tmp_path):
    """Let the demo's own day be that of this test alone."""
    settings.VAR = tmp_path
    return tmp_path


def command(capsys, *words) -> tuple[int, dict]:
    """Run the command with --json; return its exit status and its record."""
    try:
        call_command("demo", "load", *words, "--json")
        status = 0
    except SystemExit as exit:
        status = exit.code
    out = capsys.readouterr()
    return status, json.loads(out.out)


@pytest.mark.usefixtures("db", "own_folder")
class TestLoading:
    def test_the_ledger_holds_the_six_figures_and_the_hall_has_a_day_of_its_own(self):
        loaded = acts.load(scale=SCALE, seed=1)
        rows = {row["item_type"]: row for row in queries.figures(start=FROM, end=THROUGH, by=("item_type",))}
        nine = [rows[f"{code:02d}"] for code in range(2, 11) if f"{code:02d}" in rows]
        expected = quotas(SCALE)
        for name in ("accepted", "concluded"):
            assert rows["01"][name] == getattr(expected["01"], name)
            assert rows["20"][name] == getattr(expected["20"], name)
            assert sum(row[name] for row in nine) == getattr(expected["02-10"], name)
        assert loaded.cases == sum(quota.cases for quota in expected.values())
        assert (loaded.departments, loaded.items, loaded.regions) == (60, 1500, 22)
        assert time.today() == date(2022, 7, 1)

    def test_the_systems_have_delivered_their_last_days_and_a_few_rows_stand_aside(self):
        acts.load(scale=Fraction(1, 4000), seed=1)
        accounts = {one.code: one for one in exchange.reconcile(seen_by=acts.BY)}
        assert all(one.difference == 0 for one in accounts.values())
        assert sum(one.taken for one in accounts.values()) > 20
        assert accounts["SCJG"].quarantined > 0
        assert {code for code, one in accounts.items() if one.silent} >= {"CZXT", "GJXT"}

    def test_the_accounts_open_with_the_printed_password(self):
        loaded = acts.load(scale=TINY, seed=1)
        assert loaded.accounts == ("editor", "clerk", "leader", "auditor", "integrator")
        for username in loaded.accounts:
            assert people.authenticate(username=username, password=acts.PASSWORD)

    def test_the_archive_holds_the_earlier_issues_and_the_draft_would_be_number_21(self):
        acts.load(scale=SCALE, seed=1)
        issue_id = reports.compile_issue(by=acts.BY, series="weekly", period=acts.FIRST_PERIOD)
        earlier = list(Issue.objects.filter(state="archived").order_by("number"))
        assert [(issue.number, issue.total_number) for issue in earlier] == [(18, 393), (19, 394), (20, 395)]
        draft = Issue.objects.get(pk=issue_id)
        assert (draft.year, draft.number, draft.total_number) == (2022, 21, 396)
        assert (draft.period_from, draft.period_to) == (date(2022, 6, 27), THROUGH)
        expected = quotas(SCALE)
        for group in ("01", "20", "02-10"):
            pair = next(row for row in draft.figures["groups"] if row["item_type"] == group)
            assert (pair["accepted"], pair["concluded"]) == (expected[group].accepted, expected[group].concluded)
        assert draft.record["unread"] == []
        assert sum(len(section["items"]) for section in draft.record["sections"]) >= 11

    def test_the_setting_of_run_is_understood_as_it_is_written(self, capsys):
        call_command("demo", "load", scale="0.0000025")
        assert "2022-07-01" in capsys.readouterr().out
        with pytest.raises(CommandError, match="规模"):
            call_command("demo", "load", scale="many")

    def test_a_ledger_that_holds_cases_is_left_alone(self, capsys):
        acts.load(scale=TINY, seed=1)
        with pytest.raises(Conflict) as refusal:
            acts.load(scale=TINY, seed=2)
        assert refusal.value.code == "demo_not_empty"
        status, record = command(capsys, "--scale", "0.0000025")
        assert (status, record["error"]["code"]) == (1, "demo_not_empty")

    def test_an_interrupted_loading_leaves_no_case_and_can_be_begun_again(self):
        def interrupt(done, expected):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            acts.load(scale=TINY, seed=1, told=interrupt)
        assert time.own_day() is None
        assert acts.load(scale=TINY, seed=1).cases == sum(quota.cases for quota in quotas(TINY).values())
        assert Centre.objects.count() == 1

    def test_the_command_prints_one_object(self, capsys):
        status, record = command(capsys, "--scale", "0.0000025", "--seed", "7")
        assert status == 0
        assert (record["scale"], record["seed"], record["day"]) == (0.0000025, 7, "2022-07-01")

    @pytest.mark.parametrize("scale", ["0", "2", "-1", "half", "1/0"])
    def test_a_scale_that_is_none_is_wrong_usage(self, scale):
        with pytest.raises(CommandError, match="规模"):
            call_command("demo", "load", f"--scale={scale}")
