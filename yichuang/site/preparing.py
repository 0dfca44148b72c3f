"""Bringing an installation to where it can work: tables, roles, code sets."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from yichuang.cases.rules.demands import FIRST_RIGHTS
from yichuang.catalogue import acts as catalogue
from yichuang.catalogue.rules import RIGHTS as CATALOGUE_RIGHTS
from yichuang.exchange.rules.rights import RIGHTS as EXCHANGE_RIGHTS
from yichuang.people import acts as people
from yichuang.reports import acts as reports
from yichuang.reports.rules.rights import RIGHTS as REPORT_RIGHTS
from yichuang.statistics.rules.rights import RIGHTS as STATISTICS_RIGHTS


def prepare() -> bool:
    """Migrate as the owner where there is something to migrate, and load first roles; return whether tables changed."""
    executor = MigrationExecutor(connections["owner"])  # the program's own role may not exist yet
    changed = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if changed:
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    people.ensure_roles(FIRST_RIGHTS, CATALOGUE_RIGHTS, EXCHANGE_RIGHTS, STATISTICS_RIGHTS, REPORT_RIGHTS)
    catalogue.ensure_code_sets()
    reports.index_archive(anew=False)  # issues of a version that knew no search
    return changed
