"""What this room lets each role do at first; an administrator may change it."""

from __future__ import annotations

from collections.abc import Mapping

SUBMIT = "statistics.submit"  # figures of the departments that the post reaches
OVERSEE = "statistics.oversee"  # who submitted what, when, and what is missing
DEFINE = "statistics.define"  # indicators that are submitted or derived

RIGHTS: Mapping[str, tuple[str, ...]] = {
    "clerk": (SUBMIT, OVERSEE),
    "reviewer": (OVERSEE,),
    "approver": (OVERSEE,),
    "hall_manager": (SUBMIT, OVERSEE, DEFINE),
    "editor": (SUBMIT, OVERSEE, DEFINE),
    "leader": (OVERSEE,),
    "auditor": (OVERSEE,),
    "client": (SUBMIT, OVERSEE),
    "job": (SUBMIT, OVERSEE, DEFINE),
}
