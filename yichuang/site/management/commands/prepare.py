"""`yichuang prepare`: tables, roles and code sets of an installation, for those who do not use `run`."""

from __future__ import annotations

from typing import Any

from yichuang.kit import command
from yichuang.site.preparing import prepare


class Command(command.Command):
    """Migrate the database and load what every installation starts with."""

    help = "建表并载入初始角色、权限和代码集"

    def work(self, **options: Any) -> dict[str, Any]:
        """Prepare and say whether tables changed."""
        return {"migrated": prepare()}
