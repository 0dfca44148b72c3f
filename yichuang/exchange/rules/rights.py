"""What this room lets each role do."""

from __future__ import annotations

from collections.abc import Mapping

READ, CORRECT, ADMINISTER, DELIVER, EXPORT = (
    "exchange.read", "exchange.correct", "exchange.administer", "exchange.deliver", "exchange.export",
)  # fmt: skip
RIGHTS: Mapping[str, tuple[str, ...]] = {
    "integrator": (READ, CORRECT, DELIVER),
    "hall_manager": (READ, CORRECT),
    "system_admin": (READ, ADMINISTER),
    "leader": (READ,),
    "auditor": (READ,),
    "system": (READ, DELIVER),
    "client": (READ, EXPORT),
    "job": (READ, CORRECT, ADMINISTER, DELIVER, EXPORT),
}
