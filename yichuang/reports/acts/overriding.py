"""Words by hand in place of a computed sentence: written, changed, withdrawn; every version is kept."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from yichuang.kit.errors import Refusal, Unknown
from yichuang.kit.time import true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.acts.material import WORDS_MAX, check_version, keep, save
from yichuang.reports.models import Override
from yichuang.reports.queries.composing import sentences_now
from yichuang.reports.queries.series import period_of, series_in_force
from yichuang.reports.rules.overriding import KINDS
from yichuang.reports.rules.periods import Span
from yichuang.reports.rules.rights import EDIT


@transaction.atomic
def write_override(
    *,
    by: Actor,
    series: str,
    period: date | Span,
    place: str,
    kind: str,
    computed: str,
    words: str,
    reason: str,
    version: int,
) -> int:
    """Write words by hand for the sentence at a place (`rules.overriding.sentences`), or change them; return their id.

    computed: the words that were computed there when the writer looked.
    version:  that of the words by hand that the writer saw, 0 for none.
    Raises Refusal `override_empty`, `override_same`, `override_too_long`, `reason_missing`, `override_homeless` (the
    issue has no such sentence now); Conflict `stale_version`.
    """
    require(by, EDIT)
    plan = series_in_force(series)
    span = period_of(plan, period)
    first, words, reason = span[0], words.strip(), reason.strip()
    _check(kind, computed, words, reason)
    if not any(one.place == place and one.kind == kind for one in sentences_now(plan, span)):
        raise Refusal("override_homeless", "本期现在没有这句话，可能材料已变，没有保存。", field="words")
    row = Override.objects.select_for_update().filter(series=series, period_from=first, place=place).first()
    if row is None:
        row = Override(series=series, period_from=first, place=place, version=0)
    elif not (row.withdrawn and version == 0):
        check_version(row, version, "这句话的手工改写")
    row.kind, row.computed, row.words, row.reason, row.withdrawn = kind, computed, words, reason, False
    _write(row, by)
    return int(row.pk)


@transaction.atomic
def withdraw_override(*, by: Actor, override_id: int, version: int) -> None:
    """Let the computed words be printed again. Raises Unknown `unknown_override`, Conflict `stale_version`."""
    require(by, EDIT)
    row = Override.objects.select_for_update().filter(pk=override_id, withdrawn=False).first()
    if row is None:
        raise Unknown("unknown_override", "没有这处手工改写，或已撤下", field="override")
    check_version(row, version, "这句话的手工改写")
    row.withdrawn = True
    _write(row, by)


def _check(kind: str, computed: str, words: str, reason: str) -> None:
    if kind not in KINDS:
        raise Refusal("override_kind", "这类内容不能手工改写。", field="kind")
    if not words:
        raise Refusal("override_empty", "请填写改写后的句子。", field="words")
    if words == computed:
        raise Refusal("override_same", "改写后的句子与系统算出的一样，不用改写。", field="words")
    if not reason:
        raise Refusal("reason_missing", "请写明为什么改写。", field="reason", rule="手工改写须说明原因")


def _write(row: Override, by: Actor) -> None:
    row.version += 1
    row.made_by, row.made_at = by.record(), true_now()
    save(row, "override_too_long", {"words": WORDS_MAX})
    keep(row, by)
