"""The column that holds a case number."""

from __future__ import annotations

from typing import Any

from django.db import models

from yichuang.cases.rules.numbers import LENGTH_MAX


class CaseNumberField(models.CharField):
    """Up to 50 characters in collation "C": compared as bytes, found by its key, never by a pattern.

    The type is spelled `character varying`, because Django adds an index for LIKE to a unique `varchar`.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"max_length": LENGTH_MAX, "db_collation": "C"})

    def db_type(self, connection: Any) -> str:
        """Return the column's type."""
        return f"character varying({self.max_length})"
