"""Loading the demo: through the doors of the other rooms, into an empty installation only, restartable."""

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
from yichuang.exchange.models import Delivery
from yichuang.exchange.queries.receipts import deliveries
from yichuang.kit import time
from yichuang.kit.errors import Conflict, Refusal
from yichuang.people import acts as people
from yichuang.people.models import Centre
from yichuang.reports import acts as reports
from yichuang.reports.models import Issue
from yichuang.statistics import queries

SCALE, SMALL, TINY = Fraction(1, 40_000), Fraction(1, 100_000), Fraction(1, 400_000)


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


def figures() -> dict[str, tuple[int, int]]:
    sums = dict.fromkeys(("01", "20", "02-10"), (0, 0))
    for row in queries.figures(start=FROM, end=THROUGH, by=("item_type",)):
        group = row["item_type"] if row["item_type"] in sums else "02-10"
        sums[group] = (sums[group][0] + row["accepted"], sums[group][1] + row["concluded"])
    return sums


@pytest.mark.usefixtures("db", "own_folder")
class TestLoading:
    def test_the_ledger_holds_the_six_figures_and_the_hall_has_a_day_of_its_own(self):
        loaded = acts.load(scale=SCALE, seed=1)
        expected = quotas(SCALE)
        assert figures() == {group: (quota.accepted, quota.concluded) for group, quota in expected.items()}
        assert loaded.cases == sum(quota.cases for quota in expected.values())
        assert (loaded.departments, loaded.items, loaded.regions) == (60, 1500, 22)
        assert time.today() == date(2022, 7, 1)

    def test_the_systems_have_delivered_and_corrected_and_a_few_rows_stand_aside(self):
        acts.load(scale=Fraction(1, 6000), seed=1)
        accounts = {one.code: one for one in exchange.reconcile(seen_by=acts.BY)}
        assert all(one.difference == 0 for one in accounts.values())
        assert sum(one.taken for one in accounts.values()) > 3000
        assert {code: one.quarantined for code, one in accounts.items() if one.refused} == {"SCJG": 4}
        assert {code: one.parked for code, one in accounts.items() if one.parked} == {"SCJG": 2}
        assert {code for code, one in accounts.items() if one.silent} == {"CZXT", "GJXT"}
        told = [one for code in ("JYXT", "NYXT", "YBXT") for one in deliveries(seen_by=acts.BY, system=code)]
        revised = [one for one in told if one.revision]
        assert {one.dataset for one in revised} == {"accept", "result"}
        assert all(0 < one.taken == one.rows for one in told)
        assert [one.dataset for one in told if one.system == "NYXT"] == ["accept", "result"]  # the latest first
        plain = [one.dataset for one in told if one.system == "JYXT" and not one.revision]
        assert plain == ["result", "accept", "result", "accept"]

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

    @pytest.mark.parametrize("calls", [0, 5])
    def test_an_interrupted_loading_goes_on_where_it_stopped_and_ends_in_exact_figures(self, calls):
        def interrupt(done, expected):
            nonlocal calls
            calls -= 1
            if calls < 0:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            acts.load(scale=SMALL, seed=1, told=interrupt)
        assert time.own_day() is None
        assert acts.is_wanted()
        with pytest.raises(Conflict) as refusal:
            acts.load(scale=SMALL, seed=2)
        assert (refusal.value.code, refusal.value.details["seed"]) == ("demo_begun", 1)
        before = Delivery.objects.count()
        assert acts.load(scale=SMALL, seed=1).cases == sum(quota.cases for quota in quotas(SMALL).values())
        assert before < Delivery.objects.count() == Delivery.objects.values("system", "number", "revision").count()
        assert figures() == {group: (quota.accepted, quota.concluded) for group, quota in quotas(SMALL).items()}
        assert Centre.objects.count() == 1
        assert Issue.objects.filter(state="archived").count() == 3
        assert not acts.is_wanted()

    def test_one_that_was_interrupted_at_its_very_end_tells_no_story_twice(self, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(acts.shutil, "rmtree", lambda folder: pytest.fail("interrupted"))
            with pytest.raises(pytest.fail.Exception):
                acts.load(scale=TINY, seed=1)
        acts.load(scale=TINY, seed=1)
        assert Issue.objects.filter(state="archived").count() == 3

    def test_figures_that_are_not_those_promised_are_an_error(self, monkeypatch):
        monkeypatch.setattr(acts.sending, "send", lambda *those: None)
        with pytest.raises(Refusal, match="与约定不符"):
            acts.load(scale=SMALL, seed=1)

    def test_the_command_prints_one_object(self, capsys):
        status, record = command(capsys, "--scale", "0.0000025", "--seed", "7")
        assert status == 0
        assert (record["scale"], record["seed"], record["day"]) == (0.0000025, 7, "2022-07-01")

    @pytest.mark.parametrize("scale", ["0", "2", "-1", "half", "1/0"])
    def test_a_scale_that_is_none_is_wrong_usage(self, scale):
        with pytest.raises(CommandError, match="规模"):
            call_command("demo", "load", f"--scale={scale}")
