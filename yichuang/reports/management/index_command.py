"""`yichuang report index [--all]`: file published and archived issues for the archive's search and trends."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import OutputWrapper

from yichuang.kit import command
from yichuang.reports.acts.filing import index_archive


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the command's words."""
    parser.add_argument("--all", action="store_true", dest="anew", help="those that are filed already, too")


def index(*, anew: bool) -> dict[str, Any]:
    """File the issues and return how many."""
    with command.progress("检索") as told:
        return {"filed": index_archive(anew=anew, told=told)}


def show(record: dict[str, Any], out: OutputWrapper) -> None:
    """Print how many issues were filed."""
    out.write(f"编入检索 {record['filed']} 期")
