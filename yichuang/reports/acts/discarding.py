"""Taking a draft out of the way: its period can be compiled anew, or not at all. What it said is kept."""

from __future__ import annotations

from django.db import transaction

from yichuang.kit.errors import Conflict
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.acts.issuing import locked_issue
from yichuang.reports.rules.rights import EDIT


@transaction.atomic
def discard(*, by: Actor, issue_id: int, version: int | None = None) -> None:
    """Take a draft back. Stories, findings and words by hand of its period stay.

    Raises Unknown `unknown_issue`; Conflict `issue_not_draft` (of a signed one the signature is taken back first),
    `stale_version`.
    """
    require(by, EDIT)
    row = locked_issue(issue_id, version)
    if row.state != "draft":
        raise Conflict("issue_not_draft", "只有草稿可以撤下；已签发的先撤回签发。", field="state")
    row.state = "discarded"
    row.version += 1
    row.save()
