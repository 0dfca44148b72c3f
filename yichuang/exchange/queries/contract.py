"""What anybody may know of the systems that deliver: that they are there, under which code and name."""

from __future__ import annotations

from yichuang.exchange.models import System


def system_names() -> dict[str, str]:
    """Return the names of the registered systems by code, in order."""
    return dict(System.objects.order_by("code").values_list("code", "name"))
