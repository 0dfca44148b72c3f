"""A request that is sent twice acts once: the key its sender gave it, unique per sender, in the act's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.time import true_now
from yichuang.people.models import IdempotencyKey

_KEY_MAX = 100


def use_key(*, client: str, key: str, request_digest: bytes, at: datetime | None = None) -> dict[str, Any] | None:
    """Claim a key for a request; return the answer it was given before, or None if it is to be done now.

    client:         who sends (`Actor.key`).
    request_digest: SM3 of the whole request, canonical.
    An empty key claims nothing: None. A second request with the same key waits for the first one's transaction. When
    the work is done, `remember` its answer in the same transaction; if that rolls back, the key is free again.
    Raises Conflict `key_reused` if the key was used for another request, Refusal `key_too_long`.
    """
    assert connection.in_atomic_block, "a key is claimed in the transaction of its act"
    if not key:
        return None
    if len(key) > _KEY_MAX:
        raise Refusal("key_too_long", f"幂等键最长{_KEY_MAX}个字符", field="idempotency_key")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_idempotencykey (client, key, request_digest, recorded_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT ON CONSTRAINT idempotency_key_once DO NOTHING",
            [client, key, request_digest, at or true_now()],
        )
        if cursor.rowcount:
            return None
    known = IdempotencyKey.objects.get(client=client, key=key)
    if bytes(known.request_digest) != request_digest:
        raise Conflict("key_reused", "该幂等键已用于另一内容的请求", field="idempotency_key")
    answer: dict[str, Any] = known.answer or {}
    return answer


def remember(*, client: str, key: str, answer: dict[str, Any]) -> None:
    """Keep the answer for whoever sends the same request again; nothing for an empty key."""
    if key:
        IdempotencyKey.objects.filter(client=client, key=key).update(answer=answer)
