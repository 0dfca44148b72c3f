"""What this room lets each role do: right → who holds it at first; an administrator may change it."""

from __future__ import annotations

from collections.abc import Mapping

READ_DRAFT = "reports.read_draft"
EDIT = "reports.edit"  # stories, findings, drafts, a series' variables
EDIT_SERIES = "reports.edit_series"  # what a series says, in which order, with which figures
TELL = "reports.tell"  # hand in stories of the departments that the post reaches; the editor adopts them
ARCHIVE = "reports.archive"
SIGN = "reports.sign"
PUBLISH = "reports.publish"

RIGHTS: Mapping[str, tuple[str, ...]] = {
    "editor": (READ_DRAFT, EDIT, EDIT_SERIES, ARCHIVE, PUBLISH),
    "hall_manager": (READ_DRAFT, EDIT),
    "inspector": (EDIT,),
    "clerk": (TELL,),
    "leader": (READ_DRAFT, SIGN),
    "auditor": (READ_DRAFT,),
    "job": (READ_DRAFT, EDIT, EDIT_SERIES, ARCHIVE, SIGN, PUBLISH),
}
