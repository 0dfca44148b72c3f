"""An error that tells what, where and which rule: Chinese for people, a stable code for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """Something asked for is not done, and nothing of it was done.

    code:    stable word for programs (`stale_seq`).
    message: one Chinese sentence for people.
    field:   the field or option it speaks of, if any.
    rule:    article, standard or setting it follows from, if any.
    details: further facts for programs (row, expected value); never personal data.
    """

    http_status = 422

    def __init__(
        self, code: str, message: str, *, field: str = "", rule: str = "", details: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.field, self.rule = code, message, field, rule
        self.details = dict(details or {})

    def as_record(self) -> dict[str, Any]:
        """Return the error as the object that doors print: code, message and whatever else is known."""
        record: dict[str, Any] = {"code": self.code, "message": self.message}
        for name in ("field", "rule", "details"):
            if getattr(self, name):
                record[name] = getattr(self, name)
        return record


class Conflict(Refusal):
    """The world has moved on since the asker looked (409)."""

    http_status = 409


class Forbidden(Refusal):
    """The asker may not do this (403)."""

    http_status = 403


class Unknown(Refusal):
    """What was asked for is not there, or not for the asker (404)."""

    http_status = 404


class Unavailable(Refusal):
    """We cannot do it just now, through no fault of the asker: the same again later is right (503)."""

    http_status = 503
