"""The current state of a case, and what belongs to a case and can be corrected or erased."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.cases.models.fields import CaseNumberField
from yichuang.cases.rules.words import State
from yichuang.people.rules import RecordState

_STATES = [state.value for state in State if state is not State.NEW]
_AWAITING_NOTICE = State.RECEIVED.value
_ERASED = RecordState.ERASED.value
_LISTED = ("item_version", "region")
_EMPTY = Q(
    name="", document_kind="", document_number_sealed=b"", document_number_hash=None, phone_sealed=b"", phone_hash=None,
    address_sealed=b"",
)  # fmt: skip


class Case(models.Model):
    """Where a case stands: a copy of what its events say, written in the same transaction (`ledger verify` compares).

    Columns of the same width stand together, the wide ones first: no padding in nineteen million rows.
    """

    due_at = models.DateTimeField(null=True)  # of a limit in hours
    centre = models.ForeignKey("people.Centre", models.PROTECT, db_index=False, related_name="+")
    department = models.ForeignKey("people.Department", models.PROTECT, db_index=False, related_name="+")
    region = models.ForeignKey("people.Region", models.PROTECT, db_index=False, related_name="+")
    item_version = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, db_index=False, related_name="+")
    received_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    due_on = models.DateField(null=True)  # the promised one; empty while no clock runs
    legal_due_on = models.DateField(null=True)
    notice_due_on = models.DateField(null=True)
    gap_due_on = models.DateField(null=True)  # while what was missing is awaited
    calendar = models.IntegerField(null=True)
    working_days = models.SmallIntegerField(null=True)
    last_seq = models.SmallIntegerField()
    overrun_explained = models.BooleanField(default=False)
    number = CaseNumberField(primary_key=True)
    state = models.CharField(max_length=24)
    outcome = models.CharField(max_length=16, blank=True)
    procedure = models.CharField(max_length=16)
    item_type = models.CharField(max_length=2)
    national_code = models.CharField(max_length=50, blank=True)
    local_code = models.CharField(max_length=80)
    national_kind = models.CharField(max_length=1)
    hall_kind = models.CharField(max_length=12)
    channel = models.CharField(max_length=2)  # GB/T 39046-2020 A.5
    source = models.CharField(max_length=8)  # `hall` or the code of a delivering system
    sender_number = models.CharField(max_length=200, blank=True)
    parent_number = CaseNumberField(blank=True)
    subject = models.CharField(max_length=300, blank=True)
    link = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_STATES), name="case_state_known"),
            models.CheckConstraint(condition=Q(outcome="") | Q(ended_on__isnull=False), name="case_ended_when"),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9A-Z]([0-9A-Z-]*[0-9A-Z])?$"), name="case_number_form"
            ),
        ]
        indexes = [
            # Lists run by day, item and region: few values, so that an entry takes 8 bytes instead of 90, and a page
            # sorts by number only within the few cases of one day, item and region (docs/decisions/lists-by-day.md).
            models.Index(  # overdue and soon due
                fields=["due_on", *_LISTED], name="case_list_due", condition=Q(ended_on=None, due_on__isnull=False)
            ),
            models.Index(  # the work list of a department, by due date
                fields=["department", "due_on", *_LISTED],
                name="case_list_work",
                condition=Q(ended_on=None, due_on__isnull=False),
            ),
            # the cases behind a figure
            models.Index(fields=["accepted_on", *_LISTED], name="case_list_accepted"),
            models.Index(fields=["ended_on", *_LISTED], name="case_list_ended", condition=Q(ended_on__isnull=False)),
            # the deemed-acceptance job
            models.Index(
                fields=["notice_due_on", "number"], name="case_awaiting_notice", condition=Q(state=_AWAITING_NOTICE)
            ),
            # the job of missed gaps
            models.Index(fields=["gap_due_on", "number"], name="case_open_gap", condition=Q(gap_due_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number


class CaseParty(models.Model):
    """A party to a case. Personal data: sealed columns hold key id, nonce and text; hashes find them again."""

    pk = models.CompositePrimaryKey("case_id", "role", "place")
    case = models.ForeignKey(Case, models.PROTECT, db_column="case_number", db_index=False, related_name="parties")
    role = models.CharField(max_length=12)  # applicant, agent, interested
    place = models.SmallIntegerField()  # 1, 2 … within the role
    kind = models.CharField(max_length=12)  # person, organisation
    record_state = models.CharField(max_length=12, default=RecordState.IN_USE.value)  # 个人信息保护法 Art. 47
    name = models.CharField(max_length=200, blank=True)
    document_kind = models.CharField(max_length=20, blank=True)
    document_number_sealed = models.BinaryField(default=b"")
    document_number_hash = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(default=b"")
    phone_hash = models.BinaryField(null=True)
    address_sealed = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=["applicant", "agent", "interested"]), name="party_role_known"),
            models.CheckConstraint(
                condition=Q(record_state__in=[s.value for s in RecordState]), name="party_state_known"
            ),
            models.CheckConstraint(condition=~Q(record_state=_ERASED) | _EMPTY, name="party_erased_is_empty"),
        ]
        indexes = [
            models.Index(
                fields=["document_number_hash"],
                name="party_by_document",
                condition=Q(document_number_hash__isnull=False),
            ),
        ]


class CaseText(models.Model):
    """The free words of an event, where they can be erased; the event keeps a salted digest of them."""

    pk = models.CompositePrimaryKey("case_id", "seq")
    case = models.ForeignKey(Case, models.PROTECT, db_column="case_number", db_index=False, related_name="texts")
    seq = models.SmallIntegerField()
    salt = models.BinaryField(max_length=16)
    text = models.TextField()
    erased_at = models.DateTimeField(null=True)
