"""Personal data: sealed in the row, found by keyed hash, masked for readers, shown in full on record, erasable."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from django.conf import settings
from django.db import connection

from tests.cases.ways import ON
from tests.cast import APPLICANT, Hall, day
from yichuang.cases import acts, queries
from yichuang.cases.models import CaseEvent, CaseParty, CaseText
from yichuang.cases.rules.records import History, NewEvent, NewParty
from yichuang.cases.rules.words import Act
from yichuang.kit.crypto import FIELD_KEY, FieldCipher, salted_digest
from yichuang.kit.errors import Forbidden, Refusal, Unknown
from yichuang.people.models import AccessLog

AGENT = NewParty("agent", "李四", document_kind="passport", document_number="E00000001", phone="19900000002")
FIRM = NewParty("applicant", "某某运输有限公司", "organisation", "credit_code", "91990000MA0000000X")
WORDS = "申请人张三的材料不齐"
PERSONAL = [APPLICANT.name, APPLICANT.document_number, APPLICANT.phone, APPLICANT.address, AGENT.document_number, WORDS]


@pytest.fixture
def number(hall: Hall) -> str:
    case = hall.new_case(parties=(APPLICANT, AGENT, FIRM))
    number = acts.receive(case, by=hall.manager, at=ON, text=WORDS).number
    acts.accept(number, by=hall.manager, at=ON)
    return number


def everything(table: str) -> str:
    """Return all that stands in a table, bytes as the text they might be."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        rows = cursor.fetchall()
    return "\n".join(
        bytes(field).decode("utf-8", "replace") if isinstance(field, memoryview | bytes) else str(field)
        for row in rows
        for field in row
    )


def test_nothing_personal_is_in_the_case_or_its_events(number: str) -> None:
    written = everything("cases_case") + everything("cases_caseevent")
    assert [text for text in PERSONAL if text in written] == []


def test_numbers_telephones_and_addresses_are_sealed_in_their_row_with_the_key_id(number: str) -> None:
    written = everything("cases_caseparty")
    assert [text for text in PERSONAL if text in written] == [APPLICANT.name]  # names are readable to who sees the case
    party = CaseParty.objects.get(role="applicant", place=1)
    cipher = FieldCipher(settings.KEYS)
    for sealed, name, plain in (
        (party.document_number_sealed, "document", APPLICANT.document_number),
        (party.phone_sealed, "phone", APPLICANT.phone),
        (party.address_sealed, "address", APPLICANT.address),
    ):
        assert bytes(sealed).startswith(FIELD_KEY.encode() + b"\x00")
        assert cipher.open(sealed, f"{number}/applicant/1/{name}") == plain
        with pytest.raises(ValueError, match="does not open"):  # moved to another row it is worth nothing
            cipher.open(sealed, f"{number}/applicant/2/{name}")


def test_a_person_is_found_by_a_keyed_hash_that_says_nothing_without_the_key(hall: Hall, number: str) -> None:
    acts.receive(hall.new_case(parties=(APPLICANT,)), by=hall.manager, at=ON)
    wanted = FieldCipher(settings.KEYS).lookup(APPLICANT.document_number, "document")
    assert CaseParty.objects.filter(document_number_hash=wanted).count() == 2
    assert CaseParty.objects.exclude(document_number_hash=wanted).count() == 2
    firm = CaseParty.objects.get(role="applicant", place=2)
    assert (bytes(firm.phone_sealed), firm.phone_hash) == (b"", None)


def test_both_doors_seal_alike_and_number_the_parties_within_their_role(hall: Hall, number: str) -> None:
    history = History("T-1", (NewEvent(Act.RECEIVE, ON, text=WORDS),), hall.new_case(parties=(APPLICANT, AGENT, FIRM)))
    list(acts.take_in_batch([history], by=hall.manager))
    columns = ("role", "place", "kind", "name", "document_kind", "document_number_hash", "phone_hash", "record_state")
    single, batch = (
        [tuple(bytes(part) if isinstance(part, memoryview) else part for part in row) for row in
         CaseParty.objects.filter(case_id=which).order_by("role", "place").values_list(*columns)]
        for which in (number, "T-1")
    )  # fmt: skip
    assert single == batch
    assert [(row[0], row[1]) for row in single] == [("agent", 1), ("applicant", 1), ("applicant", 2)]


def test_a_page_shows_persons_masked_and_organisations_by_name(hall: Hall, number: str) -> None:
    agent, person, firm = queries.case_page(number, seen_by=hall.clerk).parties
    assert person.name != APPLICANT.name
    assert person.name[0] + person.name[-1] in ("张*", "*三")
    assert APPLICANT.document_number not in person.document_number
    assert "*" in person.document_number
    assert APPLICANT.phone != person.phone
    assert person.phone.endswith(APPLICANT.phone[-4:])
    assert firm.name == FIRM.name
    assert AGENT.document_number not in agent.document_number
    (row,) = queries.cases_behind("accepted", start=ON, end=ON, seen_by=hall.leader).rows
    assert row.applicant == person.name


def test_showing_a_number_in_full_is_written_to_the_access_log_and_not_to_the_case(hall: Hall, number: str) -> None:
    before = AccessLog.objects.count()
    shown = queries.reveal(number, "applicant", 1, "document", by=hall.clerk, purpose="核对原件", address="10.0.0.1")
    assert shown == APPLICANT.document_number
    line = AccessLog.objects.latest("id")
    assert AccessLog.objects.count() == before + 1
    assert (line.kind, line.object) == ("disclosure", f"case:{number}/applicant/1/document")
    assert (line.actor_id, line.post_id, line.purpose) == (hall.clerk.id, hall.clerk.post_id, "核对原件")
    assert APPLICANT.document_number not in everything("people_accesslog")
    assert CaseEvent.objects.filter(case_id=number).count() == 2
    assert queries.reveal(number, "applicant", 1, "name", by=hall.clerk, purpose="核对") == APPLICANT.name
    assert queries.reveal(number, "agent", 1, "phone", by=hall.clerk, purpose="核对") == AGENT.phone


def test_nothing_is_shown_without_a_purpose_a_right_or_a_party(hall: Hall, number: str) -> None:
    before = AccessLog.objects.count()
    asked = {"by": hall.clerk, "purpose": "核对"}
    for error, code, place in (
        (Refusal, "purpose_missing", (("applicant", 1, "document"), asked | {"purpose": " "})),
        (Forbidden, "not_allowed", (("applicant", 1, "document"), asked | {"by": hall.leader})),
        (Unknown, "unknown_party", (("interested", 1, "document"), asked)),
        (Refusal, "unknown_field", (("applicant", 1, "age"), asked)),
    ):
        where, how = place
        with pytest.raises(error) as refused:
            queries.reveal(number, *where, **how)
        assert refused.value.code == code
    foreign = acts.receive(
        hall.new_case(parties=(APPLICANT,), department_id=hall.health), by=hall.manager, at=ON
    ).number
    for what in (lambda: queries.reveal(foreign, "applicant", 1, "document", **asked),
                 lambda: queries.case_page(foreign, seen_by=hall.clerk)):  # fmt: skip
        with pytest.raises(Unknown) as refused:
            what()
        assert refused.value.code == "unknown_case"
    assert AccessLog.objects.count() == before


def test_an_erased_party_leaves_a_tombstone_and_the_case_stays_whole(hall: Hall, number: str) -> None:
    with pytest.raises(Forbidden):
        acts.erase_party(number, "applicant", 1, by=hall.clerk)
    acts.erase_party(number, "applicant", 1, by=hall.manager)
    row = CaseParty.objects.get(role="applicant", place=1)
    assert (row.record_state, row.name, row.document_kind) == ("erased", "", "")
    for left in (row.document_number_sealed, row.phone_sealed, row.address_sealed):
        assert bytes(left) == b""
    assert (row.document_number_hash, row.phone_hash) == (None, None)
    assert [(one.role, one.place) for one in queries.case_page(number, seen_by=hall.clerk).parties] == [
        ("agent", 1), ("applicant", 2),
    ]  # fmt: skip
    with pytest.raises(Unknown):
        queries.reveal(number, "applicant", 1, "name", by=hall.clerk, purpose="核对")
    with pytest.raises(Unknown):
        acts.erase_party(number, "interested", 1, by=hall.manager)
    assert queries.verify()[1] == []


def test_what_is_kept_only_is_stored_and_shown_to_nobody(hall: Hall, number: str) -> None:
    acts.keep_only(number, "applicant", 1, by=hall.manager)
    row = CaseParty.objects.get(role="applicant", place=1)
    assert (row.record_state, row.name) == ("kept_only", APPLICANT.name)
    assert len(queries.case_page(number, seen_by=hall.clerk).parties) == 2
    (listed,) = queries.cases_behind("accepted", start=ON, end=ON, seen_by=hall.leader).rows
    assert listed.applicant == FIRM.name
    with pytest.raises(Unknown):
        queries.reveal(number, "applicant", 1, "document", by=hall.clerk, purpose="核对")


def test_an_erased_party_does_not_come_back_as_kept(hall: Hall, number: str) -> None:
    acts.erase_party(number, "applicant", 1, by=hall.manager)
    with pytest.raises(Unknown):
        acts.keep_only(number, "applicant", 1, by=hall.manager)
    assert CaseParty.objects.get(role="applicant", place=1).record_state == "erased"


def test_free_words_stand_apart_and_can_be_erased_from_under_their_digest(hall: Hall, number: str) -> None:
    text, event = CaseText.objects.get(), CaseEvent.objects.get(seq=1)
    assert bytes(event.text_digest) == salted_digest(bytes(text.salt), WORDS)
    assert queries.case_page(number, seen_by=hall.clerk).events[0].text == WORDS
    with pytest.raises(Forbidden):
        acts.erase_text(number, 1, by=hall.clerk)
    acts.erase_text(number, 1, by=hall.manager)
    text.refresh_from_db()
    assert (text.text, bytes(text.salt), text.erased_at is None) == ("", b"", False)
    assert queries.case_page(number, seen_by=hall.clerk).events[0].text == ""
    with pytest.raises(Unknown):
        acts.erase_text(number, 2, by=hall.manager)
    assert queries.verify()[1] == []


def test_the_same_words_on_two_cases_have_two_digests(hall: Hall) -> None:
    for _ in range(2):
        acts.receive(hall.new_case(), by=hall.manager, at=ON, text=WORDS)
    assert len({bytes(event.text_digest) for event in CaseEvent.objects.all()}) == 2


def test_what_people_write_is_kept_as_nfc_and_nothing_else_is_folded(hall: Hall) -> None:
    name, subject = "買買提·e\u0301𠮷﨑Ａ", "cafe\u0301 开业"
    case = hall.new_case(parties=(NewParty("applicant", name),), subject=subject)
    number = acts.receive(case, by=hall.manager, at=ON, text=name).number
    party = CaseParty.objects.get()
    assert party.name == normalize("NFC", name) != name
    assert "𠮷﨑Ａ" in party.name
    assert party.case.subject == normalize("NFC", subject)
    assert CaseText.objects.get().text == normalize("NFC", name)
    assert queries.verify()[1] == []
    assert number


def test_who_may_see_a_case_sees_its_timeline_and_what_may_follow(hall: Hall, number: str) -> None:
    view = queries.case_page(number, seen_by=hall.clerk)
    assert [(line.seq, line.words, line.superseded) for line in view.events] == [(1, "收件", False), (2, "受理", False)]
    assert Act.GRANT in view.lawful_acts
    assert view.item_name == "道路运输经营许可"
    acts.rectify(
        number, supersedes=2, by=hall.manager, at=day("2022-07-04"), reason="x", approver="authority_head",
        instead={"act": "accept", "occurred": day("2022-07-04")},
    )  # fmt: skip
    lines = queries.case_page(number, seen_by=hall.clerk).events
    assert [(line.act, line.superseded) for line in lines[1:]] == [(Act.ACCEPT, True), (Act.RECTIFY, False)]
