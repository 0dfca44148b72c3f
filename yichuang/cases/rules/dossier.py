"""A case opened for writing: its events so far, where it stands, and how one more event is written down.

Both doors of the ledger, the single one and the bulk one, write through `Dossier.append`; that is why they give the
same rows. Pure: reading from and writing to the database is `acts`' business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, tzinfo
from typing import Any

from yichuang.cases.rules import clocks, demands
from yichuang.cases.rules.chain import link
from yichuang.cases.rules.contribution import contribution, difference
from yichuang.cases.rules.paths import UnlawfulAct, step_for
from yichuang.cases.rules.records import EMPTY_LINK, After, Event, NewEvent
from yichuang.cases.rules.replay import Fact, Standing, fact_of, facts_in_force, holder_of, place_of, replay
from yichuang.cases.rules.words import ACCEPTANCES, GROUPING, Act, Measure, State
from yichuang.catalogue.rules import FrozenVersion
from yichuang.people.rules import Actor
from yichuang.workdays.rules import Calendar

_SETS_THE_CLOCK = ACCEPTANCES | {Act.PAUSE, Act.RESUME, Act.EXTEND, Act.MOVE_DUE, Act.RECTIFY, Act.REASSIGN}
_NOTICES = frozenset({Act.REQUEST_SUPPLEMENT, Act.TELL_NOT_REQUIRED, Act.DECLINE})
_UNBORN = After(State.NEW)
_ALONE = frozenset({Act.RECTIFY, Act.REASSIGN, Act.MOVE_DUE})
Attributes = dict[str, Any]
Worded = tuple[NewEvent, bytes | None]
Posting = tuple[date, Measure, int, Attributes]
Mark = tuple[int, Attributes]


def first_attributes(attributes: Mapping[str, Any], events: list[Event]) -> Attributes:
    """Return a case's attributes as they first were: what later events changed is undone, the last one first."""
    first = dict(attributes)
    for event in reversed(events):
        first.update((event.data or {}).get("was", {}))
    return first


class Dossier:
    """A case with its events; `append` writes one more, or raises Refusal: then go `back_to` a mark."""

    def __init__(
        self,
        number: str,
        attributes: Attributes,
        events: list[Event],
        *,
        version_of: Callable[[int], FrozenVersion],
        calendar: Calendar,
        zone: tzinfo,
        calendar_of: Callable[[int], Calendar] | None = None,
    ) -> None:
        self.number, self.attributes, self.events = number, attributes, events
        self.version_of, self.calendar, self.zone = version_of, calendar, zone
        self._calendar_of = calendar_of or (lambda version: calendar)
        self.version = version_of(attributes["item_version_id"])
        self.standing = replay(events, self.version.procedure)
        self._facts = facts_in_force(events)
        self._before = (self.after, attributes)

    @property
    def after(self) -> After:
        """What holds now."""
        return self.events[-1].after if self.events else _UNBORN

    @property
    def facts(self) -> list[Fact]:
        """What holds, in the order in which it happened."""
        return self._facts

    def holder_of(self, place: int) -> Event:
        """Return the event that holds a place in the order now: the act itself, or the last rectification of it."""
        return self.events[holder_of(place, self.events) - 1]

    def append(self, new: NewEvent, *, by: Actor, recorded_at: datetime, text_digest: bytes | None = None) -> Event:
        """Write `new` down and return its row. Raises Refusal (`unlawful_act`, `reason_missing`, …)."""
        new = self._as_in_time_notice(new)
        terms = self.version.terms
        demands.check(new, joint=terms.joint, gap_allowed=terms.gap_allowed)
        at, on = self._instant_of(new.occurred, self._facts)
        draft = Event(
            len(self.events) + 1, new.act, at, on, recorded_at, str(by.kind), by.id, by.post_id, new.reason,
            new.supersedes, self._completed(new, on), text_digest, _UNBORN,
        )  # fmt: skip
        standing, facts = self._moved_on(draft)
        attributes = self.attributes
        if new.act in (Act.REASSIGN, Act.RECTIFY):
            draft, attributes = self._regrouped(draft, standing)
        event = replace(draft, after=self._after(draft, standing, attributes))
        vouched = None if self.events else attributes
        event = replace(
            event, link=link(self.events[-1].link if self.events else EMPTY_LINK, self.number, event, vouched)
        )
        self.events.append(event)
        self.standing, self._facts, self.attributes = standing, facts, attributes
        self.version = self.version_of(attributes["item_version_id"])
        return event

    def append_together(self, news: Sequence[Worded], *, by: Actor, recorded_at: datetime) -> list[Event]:
        """Write acts down that are lawful only together, as one word about the past; return their rows.

        A notice of what is missing, and that it came, are told after the acceptance: the one without the other would
        contradict it. All are recorded at one instant, so what holds after each is what holds after all.
        news: each with the digest of its free words. Raises Refusal as `append` does, and then writes nothing.
        """
        drafts: list[Event] = []
        for new, text_digest in news:
            if new.act in _ALONE:
                raise UnlawfulAct("更正、归口调整和日历调整须单独登记")
            demands.check(new, joint=self.version.terms.joint, gap_allowed=self.version.terms.gap_allowed)
            facts = facts_in_force([*self.events, *drafts])
            at, on = self._instant_of(new.occurred, facts)
            drafts.append(
                Event(
                    len(self.events) + len(drafts) + 1, new.act, at, on, recorded_at, str(by.kind), by.id, by.post_id,
                    new.reason, None, self._completed(new, on), text_digest, _UNBORN,
                )
            )  # fmt: skip
        standing, facts = Standing(self.version.procedure), facts_in_force([*self.events, *drafts])
        for fact in facts:
            standing.take(fact)
        after = self._after(drafts[-1], standing, self.attributes)
        return self._linked([replace(draft, after=after) for draft in drafts], standing, facts)

    def _linked(self, drafts: Sequence[Event], standing: Standing, facts: list[Fact]) -> list[Event]:
        """Keep events of a case that has some already, each with its link."""
        written = []
        for draft in drafts:
            written.append(replace(draft, link=link(self.events[-1].link, self.number, draft)))
            self.events.append(written[-1])
        self.standing, self._facts = standing, facts
        return written

    def mark(self) -> Mark:
        """Return a mark to which `back_to` leads, also after a refusal."""
        return len(self.events), self.attributes

    def back_to(self, mark: Mark) -> None:
        """Forget what was appended since the mark."""
        length, self.attributes = mark
        del self.events[length:]
        self.version = self.version_of(self.attributes["item_version_id"])
        self.standing, self._facts = replay(self.events, self.version.procedure), facts_in_force(self.events)

    def postings(self) -> list[Posting]:
        """Return what the tallies change by since the dossier was opened."""
        (before, old), (now, new) = self._before, (self.after, self.attributes)
        if old is new or all(old[name] == new[name] for name in GROUPING):
            moved = difference(contribution(before), contribution(now))
            return [(day, measure, amount, new) for (day, measure), amount in moved.items()]
        taken = [(day, measure, -amount, old) for (day, measure), amount in contribution(before).items()]
        return taken + [(day, measure, amount, new) for (day, measure), amount in contribution(now).items()]

    def _instant_of(self, occurred: datetime | date, facts: Iterable[Fact]) -> tuple[datetime, date]:
        """Return instant and local date; a bare date takes the later of its 00:00 and the last fact up to that day."""
        if isinstance(occurred, datetime):
            local = occurred.astimezone(self.zone)
            return local, local.date()
        instants = [fact.at for fact in facts if fact.on <= occurred]
        return max([datetime.combine(occurred, time(), self.zone), *instants]), occurred

    def _as_in_time_notice(self, new: NewEvent) -> NewEvent:
        """A notice dated in time that comes after the deemed acceptance supersedes it (行政许可法 Art. 32(4))."""
        if new.act not in _NOTICES or self.standing.acceptance is not Act.DEEM_ACCEPTED:
            return new
        assert self.standing.received_on is not None
        _, on = self._instant_of(new.occurred, self._facts)
        if on > clocks.notice_due_on(self.standing.received_on, self.calendar):
            return new
        deemed = next(event.seq for event in reversed(self.events) if _deems(event))
        data = {
            "approver": "law",
            "instead": {"act": new.act, "occurred": new.occurred, "reason": new.reason, "data": dict(new.data)},
        }
        return NewEvent(Act.RECTIFY, new.occurred, "notice_in_time", new.text, data, deemed)

    def _completed(self, new: NewEvent, on: date) -> dict[str, Any] | None:
        """Return the event's data with what the item's version or the case itself supplies; None if there is none."""
        data = dict(new.data)
        terms = self.version.terms
        if new.act is Act.REQUEST_SUPPLEMENT:
            data.setdefault("due_on", self.calendar.add(on, terms.supplement_days).isoformat())
        elif new.act is Act.DELIVER:
            data.setdefault("to", "applicant")
        elif new.act is Act.ACCEPT_WITH_GAP:
            data.setdefault("gap_due_on", self.calendar.add(on, terms.gap_days).isoformat())
        elif new.act is Act.RECTIFY and data.get("instead"):
            data["instead"] = self._instead(dict(data["instead"]), new.supersedes)
        return data or None

    def _instead(self, instead: dict[str, Any], supersedes: int | None) -> dict[str, Any]:
        """Return what stands in a superseded event's place: its own demands hold, its instant is written out.

        A bare date keeps the superseded event's instant if that was on the same day, so that the order stays; on
        another day it comes after the facts that came before.
        """
        replacement = NewEvent(
            Act(instead["act"]), instead["occurred"], instead.get("reason", ""), "", instead.get("data") or {}
        )
        demands.check(replacement, joint=self.version.terms.joint, gap_allowed=self.version.terms.gap_allowed)
        place = place_of(supersedes, self.events)
        index = next((index for index, fact in enumerate(self._facts) if fact.place == place), len(self._facts))
        old = self._facts[index : index + 1]
        if old and replacement.occurred == old[0].on:
            at, on = old[0].at, old[0].on
        else:
            at, on = self._instant_of(replacement.occurred, self._facts[:index])
        data = self._completed(replacement, on)
        written = {"act": replacement.act.value, "occurred_at": at.isoformat(), "occurred_on": on.isoformat()}
        optional = {"reason": replacement.reason, "data": data}
        return written | {name: content for name, content in optional.items() if content}

    def _is_late(self, draft: Event) -> bool:
        return bool(self._facts) and draft.occurred_at < self._facts[-1].at

    def _moved_on(self, draft: Event) -> tuple[Standing, list[Fact]]:
        """Return standing and facts with `draft`; one last in order moves the standing on, others replay the whole."""
        if draft.act is Act.MOVE_DUE:  # no fact, but done only to a case whose clock runs
            step_for(self.version.procedure, self.standing.state, draft.act)
            return self.standing, self._facts
        if draft.act is Act.RECTIFY or self._is_late(draft):
            standing, facts = Standing(self.version.procedure), facts_in_force([*self.events, draft])
            for fact in facts:
                standing.take(fact)
            if not facts:
                raise UnlawfulAct("更正后办件没有任何有效记录；整件登记有误的，应当作废", field="instead")
            return standing, facts
        fact = fact_of(draft)
        self.standing.take(fact)
        return self.standing, [*self._facts, fact]

    def _regrouped(self, draft: Event, standing: Standing) -> tuple[Event, Attributes]:
        """Return the event with old and new value of each attribute that it changes, and the attributes after it."""
        attributes = first_attributes(self.attributes, self.events) | standing.changes
        changed = [name for name in GROUPING if attributes[name] != self.attributes[name]]
        if not changed:
            return draft, self.attributes
        if self.version_of(attributes["item_version_id"]).procedure != self.version.procedure:
            raise UnlawfulAct("归口调整不能改变办件适用的程序，应作废后重新登记", field="item_version_id")
        data = dict(draft.data or {})
        data["was"] = {name: self.attributes[name] for name in changed}
        data["now"] = {name: attributes[name] for name in changed}
        return replace(draft, data=data), attributes

    def _after(self, draft: Event, standing: Standing, attributes: Attributes) -> After:
        """Return what holds once `draft` is recorded; a due date is computed only where the clock may have moved.

        A case that has ended keeps the calendar with which its last due date was set; a void one has no due date.
        """
        held, calendar_in_use = self.after, self.calendar
        if standing.ended_on is not None and held.calendar is not None:
            calendar_in_use = self._calendar_of(held.calendar)
        moved = draft.act in _SETS_THE_CLOCK or self._is_late(draft) or standing is not self.standing
        due_on, legal_due_on, calendar = held.due_on, held.legal_due_on, held.calendar
        if standing.accepted_on is None:
            due_on = legal_due_on = calendar = None
        elif standing.state is State.VOIDED:
            due_on = legal_due_on = None
        elif moved:
            version = self.version_of(attributes["item_version_id"])
            due_on = clocks.due_on(standing, version.promised, calendar_in_use)
            legal_due_on = clocks.due_on(standing, version.legal, calendar_in_use)
            calendar = calendar_in_use.version
        days = held.working_days
        if moved or standing.ended_on != held.ended_on:
            days = clocks.working_days_used(standing, calendar_in_use)
        return After(
            standing.state, standing.outcome, standing.accepted_on, standing.ended_on, due_on, legal_due_on, calendar,
            days,
        )  # fmt: skip


def _deems(event: Event) -> bool:
    """Tell whether an event deems the case accepted, itself or as what a rectification puts in another's place."""
    instead = (event.data or {}).get("instead") or {}
    return Act.DEEM_ACCEPTED in (event.act, instead.get("act"))
