"""The national case tables (`up_pro_*`): their columns, and how a case becomes their rows. Pure.

The rows are a function of what is known of a case at an instant. So an export over (since, until] is a difference:
a row that is there at `until` and was not at `since` is an insert, one that reads otherwise an update, one that is gone
(the case voided, the act rectified away) a delete. The same window gives the same rows whenever it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableSet, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from yichuang.cases.labels import ACT_WORDS, PAUSE_WORDS
from yichuang.cases.rules.dossier import first_attributes
from yichuang.cases.rules.records import NOTHING, Event
from yichuang.cases.rules.replay import Fact, facts_in_force
from yichuang.cases.rules.whole import FullParty, WholeCase
from yichuang.cases.rules.words import ACCEPTANCES, ENDINGS, Act
from yichuang.exchange.rules.row_guid import row_guid

ACCEPT, PROCESS, SPECIAL, MATERIAL, RESULT = (
    "up_pro_accept", "up_pro_process", "up_pro_special_procedure", "up_pro_material", "up_pro_result",
)  # fmt: skip
_OWN: Mapping[str, tuple[str, ...]] = {
    ACCEPT: (
        "project_no", "catalog_code", "task_code", "task_handle_item", "task_name", "task_version",
        "local_catalog_code", "local_task_code", "project_type", "project_name", "apply_type", "apply_date",
        "accept_date", "promise_date", "accept_doc_no", "org_code", "org_name", "handle_user_name", "applyer_type",
        "applyer_name", "applyer_page_type", "applyer_page_code", "legal", "contact_name", "contact_type",
        "contact_code", "contact_mobile", "address", "zip_code",
    ),
    PROCESS: (
        "project_no", "process_name", "event_name", "event_start_time", "event_end_time", "handle_user_name",
        "handle_explain", "remark",
    ),
    SPECIAL: (
        "project_no", "special_type", "special_name", "special_reason", "special_time", "end_time", "result",
        "special_explain", "applyer_user_name", "handle_user",
    ),
    MATERIAL: ("project_no", "material_name", "material_attach_name", "get_type", "get_name"),
    RESULT: (
        "project_no", "result_type", "result_date", "result_explain", "result_cetr_name", "result_cetr_no",
        "is_delivery_results", "satisfaction", "handle_user_name",
    ),
}  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = {
    table: ("row_guid", *own, "data_source", "cd_batch", "cd_operation", "cd_time") for table, own in _OWN.items()
}
TABLES = tuple(COLUMNS)  # a table's place here stands in its rows' guids: add at the end, never reorder
INSERT, UPDATE, DELETE = "insert", "update", "delete"
# Kinds of codes that stand in the table an administrator keeps (`exchange_nationalcode`).
CODE_KINDS = (
    "apply_type", "applyer_type", "data_source", "event_name", "operation", "page_type", "project_type", "result_type",
    "special_type", "yes_no",
)  # fmt: skip
_ONE = 1  # key of the only row of its kind in a case
_STEPS_FROM = 2**16  # keys of the departments' own steps, above those of the ledger's acts
_NO_STEP = frozenset({Act.PAUSE, Act.RESUME, Act.EXTEND, Act.REASSIGN})  # told elsewhere: special procedures, accept
_NAMELESS = {"applicant": "申请人", "job": "系统自动办理"}


@dataclass(frozen=True, slots=True)
class Task:
    """A version of an item, as the tables name it."""

    national_code: str
    local_code: str
    name: str
    version: int
    national_kind: str


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A step inside a department (`exchange_step`); `first_at` is when it was first told of."""

    step: int
    name: str
    action: str
    started_at: datetime
    ended_at: datetime | None
    handler: str
    opinion: str
    recorded_at: datetime
    first_at: datetime


@dataclass(slots=True)
class Book:
    """What rows are written with: their codes, tasks and departments by id, names of staff, the hall's zone.

    `missing` gathers (kind, our code) for which there is no code of theirs; such a cell stays empty.
    """

    codes: Mapping[tuple[str, str], str]
    tasks: Mapping[int, Task]
    departments: Mapping[int, tuple[str, str]]
    zone: tzinfo
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    missing: MutableSet[tuple[str, str]] = field(default_factory=set)

    def theirs(self, kind: str, ours: str) -> str:
        """Return their code, "" where there is none (or nothing to say)."""
        if ours and (kind, ours) not in self.codes:
            self.missing.add((kind, ours))
        return self.codes.get((kind, ours), "")

    def time(self, at: datetime | None) -> str:
        """Return an instant as the tables write it, "" for none."""
        return "" if at is None else f"{at.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def handler(self, event: Event) -> str:
        """Return who acted: a name where it was staff."""
        return self.names.get((event.actor_kind, event.actor_id), _NAMELESS.get(event.actor_kind, ""))


@dataclass(frozen=True, slots=True)
class Change:
    """A row that goes out: table, operation (ours), the cells of `COLUMNS` but `cd_batch`, in order."""

    table: str
    operation: str
    cells: tuple[str, ...]


Cells = tuple[str, ...]
Rows = dict[tuple[int, int], Cells]  # (place of the table, key) → own cells


def task_codes(national_code: str) -> tuple[str, str, str]:
    """Return 基本编码 (12), 实施编码 (31) and 业务办理项编码 (33) of an item's national code, "" where it says none.

    That 实施编码 is 18 characters of the authority, one of the level and the 12 is recalled (docs/sources.md).

    >>> task_codes("11510000008282467X" + "2" + "000118001000" + "01")
    ('000118001000', '11510000008282467X2000118001000', '11510000008282467X200011800100001')
    >>> task_codes("")
    ('', '', '')
    """
    if len(national_code) < 31:
        return "", national_code, ""
    return national_code[19:31], national_code[:31], national_code if len(national_code) == 33 else ""


def changes(
    case: WholeCase, steps: Sequence[OwnStep], *, since: datetime | None, until: datetime, book: Book
) -> Iterator[Change]:
    """Yield what of a case is to be told of (since, until]; since None: nothing was told before."""
    before = _rows_at(case, since, book) if since else {}
    after = _rows_at(case, until, book)
    first = case.events[0].recorded_at
    last = max(event.recorded_at for event in case.events if event.recorded_at <= until)
    source = str(first_attributes(case.attributes, case.events)["source"])  # who told of it first; it stays
    origin = book.codes.get(("data_source", source), source)

    def told(place: int, key: int, operation: str, cells: Cells, at: datetime) -> Change:
        guid = row_guid(first, case.number, place, key)
        closing = (origin, book.theirs("operation", operation), book.time(at))
        return Change(TABLES[place], operation, (guid, *cells, *closing))

    for place, key in sorted(before.keys() | after.keys()):
        old, new = before.get((place, key)), after.get((place, key))
        if new is None:
            assert old is not None
            yield told(place, key, DELETE, old, last)
        elif old != new:
            yield told(place, key, INSERT if old is None else UPDATE, new, last)
    for step in steps:
        operation = _step_operation(step, bool(before), bool(after), since, until)
        if operation:
            at = last if operation == DELETE else min(step.recorded_at, until)
            key = _STEPS_FROM + step.step
            yield told(TABLES.index(PROCESS), key, operation, _own_step(case.number, step, book), at)


def _step_operation(step: OwnStep, case_before: bool, case_after: bool, since: datetime | None, until: datetime) -> str:
    """Return what is to be told of a department's step, "" for nothing. It is there while its case is."""
    before = case_before and since is not None and step.first_at <= since
    after = case_after and step.first_at <= until
    if before and after:
        return UPDATE if since is not None and since < step.recorded_at <= until else ""
    return INSERT if after else DELETE if before else ""


@dataclass(frozen=True, slots=True)
class _Told:
    """A case as known at an instant: facts in force, the event, reason and words that stand at each place."""

    case: WholeCase
    events: list[Event]
    facts: list[Fact]
    reasons: Mapping[int, str]
    texts: Mapping[int, str]

    def event(self, fact: Fact) -> Event:
        """Return the event at a fact's place: who first told of it."""
        return self.events[fact.place - 1]

    def last(self, acts: object) -> Fact | None:
        """Return the last fact of one of some acts."""
        return next((fact for fact in reversed(self.facts) if fact.act in acts), None)  # type: ignore[operator]


def _attributes_at(case: WholeCase, known_at: datetime) -> dict[str, object]:
    """Return the attributes as they were: what later events changed is undone, the last one first."""
    attributes = dict(case.attributes)
    for event in reversed(case.events):
        if event.recorded_at <= known_at:
            break
        attributes.update((event.data or NOTHING).get("was", {}))
    return attributes


def _told_at(case: WholeCase, known_at: datetime) -> _Told:
    events = [event for event in case.events if event.recorded_at <= known_at]
    places: dict[int, int] = {}
    reasons, texts = {}, {}
    for event in events:
        place = places.get(event.supersedes or 0, event.seq)
        places[event.seq] = place
        if event.act is Act.RECTIFY:  # the words were of what holds no more
            reasons[place] = ((event.data or NOTHING).get("instead") or NOTHING).get("reason", "")
            texts[place] = ""
        else:
            reasons[place], texts[place] = event.reason, case.texts.get(event.seq, "")
    return _Told(case, events, facts_in_force(events), reasons, texts)


def _rows_at(case: WholeCase, known_at: datetime, book: Book) -> Rows:
    """Return the rows of a case as known at an instant; none of a case that was voided or is not there yet."""
    told = _told_at(case, known_at)
    if not told.facts or told.last({Act.VOID}):
        return {}
    rows: Rows = {(0, _ONE): _accept(told, _attributes_at(case, known_at), book)}
    for fact in told.facts:
        if fact.act not in _NO_STEP:
            rows[TABLES.index(PROCESS), fact.place] = _process(told, fact, book)
    for key, cells in _special(told, book).items():
        rows[TABLES.index(SPECIAL), key] = cells
    ending = told.last(ENDINGS)
    if ending:
        rows[TABLES.index(RESULT), _ONE] = _result(told, ending, book)
    return rows


def _accept(told: _Told, attributes: Mapping[str, object], book: Book) -> Cells:
    case, accepted = told.case, told.last(ACCEPTANCES)
    task = book.tasks[int(str(attributes["item_version_id"]))]
    catalogue_code, task_code, handle_item = task_codes(task.national_code)
    due_on: date | None = told.events[-1].after.due_on
    return (
        case.number, catalogue_code, task_code, handle_item, task.name, str(task.version), "", task.local_code,
        book.theirs("project_type", task.national_kind), case.subject or task.name,
        book.theirs("apply_type", str(attributes["channel"])), book.time(told.facts[0].at),
        book.time(accepted.at if accepted else None), due_on.isoformat() if due_on else "", "",
        *book.departments[int(str(attributes["department_id"]))],
        book.handler(told.event(accepted or told.facts[0])), *_people(case.parties, book), "",
    )  # fmt: skip


def _people(parties: Sequence[FullParty], book: Book) -> Cells:
    """Return applicant, legal representative (not known), contact (the agent, or the applicant) and address."""
    nobody = FullParty("", 0, "", "", "", "", "", "")
    applicant = next((party for party in parties if party.role == "applicant"), nobody)
    contact = next((party for party in parties if party.role == "agent"), applicant)
    return (
        book.theirs("applyer_type", applicant.kind), applicant.name, book.theirs("page_type", applicant.document_kind),
        applicant.document_number, "", contact.name, book.theirs("page_type", contact.document_kind),
        contact.document_number, contact.phone or applicant.phone, applicant.address,
    )  # fmt: skip


def _process(told: _Told, fact: Fact, book: Book) -> Cells:
    """Return an act of the ledger as a step; it takes no time, so its end repeats its start (GB/T 39046-2020)."""
    return (
        told.case.number, ACT_WORDS[fact.act], book.theirs("event_name", fact.act), book.time(fact.at),
        book.time(fact.at), book.handler(told.event(fact)), told.texts[fact.place], told.reasons[fact.place],
    )  # fmt: skip


def _own_step(number: str, step: OwnStep, book: Book) -> Cells:
    return (
        number, step.name, book.theirs("event_name", step.action), book.time(step.started_at),
        book.time(step.ended_at), step.handler, step.opinion, "",
    )  # fmt: skip


def _special(told: _Told, book: Book) -> dict[int, Cells]:
    """Return special procedures by the place at which each began: pauses, ended or not, and extensions."""
    ends: dict[int, datetime] = {}
    open_pauses: list[Fact] = []
    for fact in told.facts:
        if fact.act is Act.PAUSE:
            open_pauses.append(fact)
        elif fact.act is Act.RESUME:
            place, no = fact.data.get("pause"), fact.data.get("no")
            ended = next(
                one for one in open_pauses if (one.place == place if place is not None else one.data.get("no") == no)
            )
            open_pauses.remove(ended)
            ends[ended.place] = fact.at
    rows: dict[int, Cells] = {}
    for fact in told.facts:
        if fact.act not in (Act.PAUSE, Act.EXTEND):
            continue
        extends, who = fact.act is Act.EXTEND, book.handler(told.event(fact))
        name = "延长审批" if extends else PAUSE_WORDS.get(str(fact.data.get("kind", "")), "")
        words = f"延长 {fact.data['days']} 个工作日" if extends else ""
        rows[fact.place] = (
            told.case.number, book.theirs("special_type", fact.act), name,
            told.texts[fact.place] or told.reasons[fact.place], book.time(fact.at), book.time(ends.get(fact.place)),
            "", words, who, who,
        )  # fmt: skip
    return rows


def _result(told: _Told, ending: Fact, book: Book) -> Cells:
    """Return how the case ended; certificates and ratings are not known yet."""
    missed = ending.act is Act.TERMINATE and told.last(ACCEPTANCES) is None  # only a supplement that never came
    outcome = "supplement_missed" if missed else ENDINGS[ending.act].value
    delivered = "yes" if told.last({Act.DELIVER}) else "no"
    return (
        told.case.number, book.theirs("result_type", outcome), book.time(ending.at),
        told.texts[ending.place] or told.reasons[ending.place], "", "", book.theirs("yes_no", delivered), "",
        book.handler(told.event(ending)),
    )  # fmt: skip
