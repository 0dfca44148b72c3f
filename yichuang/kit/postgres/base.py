"""The database backend that Django loads: PostgreSQL, started by ourselves where `EMBEDDED_DATA` names a folder."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

from yichuang.kit.postgres import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that starts the embedded server (0.1–0.5 s) when it is the first one to need it."""

    def get_connection_params(self) -> dict[str, Any]:
        """Return psycopg's parameters; the embedded server's socket is filled in here."""
        data = self.settings_dict.get("EMBEDDED_DATA")
        if data:
            self.settings_dict["HOST"] = embedded.start(data)
        return super().get_connection_params()
