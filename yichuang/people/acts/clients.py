"""Machines of departments: letting them in and out."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import IntegrityError, transaction

from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.people.acts.access import log_access
from yichuang.people.models import ApiClient
from yichuang.people.queries.rights import require, token_hash
from yichuang.people.rules import AccessKind, Actor

_TOKEN_BYTES = 32


@transaction.atomic
def open_client(
    *,
    by: Actor,
    code: str,
    name: str,
    department_id: int,
    active_from: date,
    active_to: date | None = None,
    at: datetime | None = None,
) -> str:
    """Let a department's system or program in and return its token, which is shown this once and not kept.

    Raises Conflict `client_taken`, Refusal `client_form`.
    """
    actor = require(by, "people.open_client")
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    try:
        with transaction.atomic():
            client = ApiClient.objects.create(
                code=code,
                name=name,
                token_hash=token_hash(token),
                department_id=department_id,
                active_from=active_from,
                active_to=active_to,
            )
    except IntegrityError as error:
        if "client_code_form" in str(error):
            raise Refusal("client_form", "调用方代码应为字母、数字、-和_", field="code") from None
        if "client_period_in_order" in str(error):
            raise Refusal("period_reversed", "有效期的最后一天早于第一天", field="active_to") from None
        raise Conflict("client_taken", f"调用方代码“{code}”已被使用", field="code") from None
    log_access(by=actor, kind=AccessKind.PERMISSION, about=f"client/{client.code}", purpose="open client", at=at)
    return token


@transaction.atomic
def renew_token(*, by: Actor, code: str, at: datetime | None = None) -> str:
    """Give a machine a new token and return it, this once; the old one ends with it. Unknown `unknown_client`."""
    actor = require(by, "people.open_client")
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    if not ApiClient.objects.filter(code=code).update(token_hash=token_hash(token)):
        raise Unknown("unknown_client", f"没有代码为“{code}”的调用方", field="code")
    log_access(by=actor, kind=AccessKind.PERMISSION, about=f"client/{code}", purpose="renew token", at=at)
    return token


@transaction.atomic
def end_client(*, by: Actor, code: str, last_day: date, at: datetime | None = None) -> None:
    """Let a machine in for the last time on `last_day`. Raises Unknown `unknown_client`, Refusal `period_reversed`."""
    actor = require(by, "people.open_client")
    client = ApiClient.objects.select_for_update().filter(code=code).first()
    if client is None:
        raise Unknown("unknown_client", f"没有代码为“{code}”的调用方", field="code")
    if last_day < client.active_from:
        raise Refusal("period_reversed", "有效期的最后一天早于第一天", field="last_day")
    client.active_to = last_day
    client.save(update_fields=["active_to"])
    words = f"end client: {last_day.isoformat()}"
    log_access(by=actor, kind=AccessKind.PERMISSION, about=f"client/{code}", purpose=words, at=at)
