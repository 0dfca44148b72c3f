"""Bringing an installation to where it can work: tables, roles, code sets; the hall's routines."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from yichuang.cases import acts as ledger
from yichuang.cases.rules.demands import FIRST_RIGHTS
from yichuang.catalogue import acts as catalogue
from yichuang.catalogue.rules import RIGHTS as CATALOGUE_RIGHTS
from yichuang.exchange.rules.rights import RIGHTS as EXCHANGE_RIGHTS
from yichuang.kit.time import today
from yichuang.people import acts as people
from yichuang.reports.rules.rights import RIGHTS as REPORT_RIGHTS

HOUR_SECONDS = 3600
_log = logging.getLogger("yichuang.routines")


def prepare() -> bool:
    """Migrate as the owner where there is something to migrate, and load first roles; return whether tables changed."""
    executor = MigrationExecutor(connections["owner"])  # the program's own role may not exist yet
    changed = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if changed:
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    people.ensure_roles(FIRST_RIGHTS, CATALOGUE_RIGHTS, EXCHANGE_RIGHTS, REPORT_RIGHTS)
    catalogue.ensure_code_sets()
    return changed


def routines() -> dict[str, Any]:
    """Do what the hall does by itself: deemed acceptances, missed gaps, seals; return what was done."""
    deemed = ledger.accept_deemed(today())
    for number, why in deemed.warned:
        _log.warning("视为受理：%s 未处理，%s", number, why)
    done = {"deemed": list(deemed.accepted), "missed_gaps": ledger.miss_gaps(today()), "sealed": ledger.seal_days()}
    if done["sealed"]:  # once a day is enough
        done["tallies"] = ledger.compact_tallies()
    return done


class Hourly(threading.Thread):
    """Runs the routines at start and every hour until `stop`; what fails is logged and tried again an hour later."""

    def __init__(self) -> None:
        super().__init__(name="routines", daemon=True)
        self._over = threading.Event()

    def run(self) -> None:
        """Work until stopped."""
        while True:
            try:
                routines()
            except Exception:
                _log.exception("例行任务失败，一小时后重试")
            finally:
                connection.close()
            if self._over.wait(HOUR_SECONDS):
                return

    def stop(self) -> None:
        """Stop before the next round."""
        self._over.set()
