"""Tables of the reports: series, issues, what they were made with, stories and findings, and every change to these."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.reports import run_models, search_models  # noqa: F401 -- Django looks for a room's tables here

STATES = ("draft", "signed", "published", "archived", "discarded")
OPEN = ("draft", "signed")
FINAL = ("published", "archived")  # these took a number and are never changed again (trigger in 0002)
STORY_STATES = ("submitted", "adopted", "returned", "withdrawn")  # an issue tells those that were adopted
CHANGED = ("story", "finding", "override")


class SeriesVariable(models.Model):
    """The value of one variable of a series in this installation (the centre's name, the platform's name …)."""

    series = models.CharField(max_length=24)
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "name"], name="series_variable_once")]

    def __str__(self) -> str:
        return f"{self.series}.{self.name}"


class SeriesVersion(models.Model):
    """A series as it was when an issue was made with it. Added, never changed."""

    series = models.CharField(max_length=24)
    version = models.PositiveIntegerField()
    configuration = models.TextField()  # the TOML file, verbatim
    variables = models.JSONField()
    digest = models.CharField(max_length=64)  # SM3 of both
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "version"], name="series_version_once"),
            models.UniqueConstraint(fields=["series", "digest"], name="series_digest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series} v{self.version}"


class SeriesEdition(models.Model):
    """A series as somebody saved it here, one row a version. Added, never changed; retiring a series adds one too."""

    series = models.CharField(max_length=24)
    version = models.PositiveIntegerField()
    configuration = models.TextField()  # the TOML text, verbatim
    in_force_from = models.DateField()  # by the hall's day; of those in force the highest version holds
    retired = models.BooleanField(default=False)  # no new issues; its issues stay
    saved_by = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "version"], name="series_edition_once")]

    def __str__(self) -> str:
        return f"{self.series} v{self.version}"


class Issue(models.Model):
    """One issue of a series. A draft shows the number it would get; published and archived ones own theirs."""

    series = models.CharField(max_length=24)
    series_version = models.ForeignKey(SeriesVersion, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(null=True)  # null: the series does not number its issues
    number_scope = models.CharField(max_length=8, blank=True)  # what it counts in: 2022, 2022-06, all; "" without one
    total_number = models.PositiveIntegerField(null=True)
    number_taken = models.BooleanField(default=False)  # of a draft: an issue of the same period has the number
    period_from = models.DateField(null=True)  # null: an archived issue that does not say
    period_to = models.DateField(null=True)
    spans = models.JSONField(default=dict)  # further spans of a compiled issue: {"stories": ["2022-06-27", …], …}
    issued_on = models.DateField(null=True)
    record = models.JSONField()  # the tree and what it means (rules.record)
    text = models.TextField()  # verbatim: the file that was read, or the words that were composed
    figures = models.JSONField(default=dict)  # {"from", "to", "groups": […]}; frozen with publishing
    definitions = models.JSONField(default=dict)  # of the indicators, as they stood when published
    remarks = models.JSONField(default=list)  # the checker's comments
    overrides = models.JSONField(default=list)  # sentences written by hand, each with its computed words
    version = models.PositiveIntegerField(default=1)  # of a draft: how often it was compiled, signed, taken back
    known_at = models.DateTimeField(null=True)  # the figures are those known at this instant
    made_by = models.JSONField()
    made_at = models.DateTimeField()
    signed_by = models.JSONField(null=True)
    signed_at = models.DateTimeField(null=True)
    published_by = models.JSONField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="issue_state_known"),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_from__lte=F("period_to")), name="issue_period_forward"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(known_at__isnull=False) & Q(signed_at__isnull=False)),
                name="issue_published_frozen",
            ),
            models.UniqueConstraint(
                fields=["series", "number_scope", "number"], condition=Q(state__in=FINAL), name="issue_number_once"
            ),
            models.UniqueConstraint(
                fields=["series", "total_number"], condition=Q(state__in=FINAL), name="issue_total_number_once"
            ),
            models.UniqueConstraint(
                fields=["series", "period_from", "period_to"],
                condition=Q(state__in=OPEN),
                name="issue_draft_once",
            ),
            models.UniqueConstraint(
                fields=["series", "period_from", "period_to"], condition=Q(state="published"), name="issue_period_once"
            ),
            models.UniqueConstraint(
                fields=["series", "period_from", "period_to"],
                condition=Q(state__in=FINAL, number__isnull=True),
                name="issue_unnumbered_once",
            ),
        ]
        indexes = [models.Index(fields=["series", "-year", "-number"], name="issue_archive")]  # the archive's list

    def __str__(self) -> str:
        return f"{self.series} {self.number_scope}-{self.number}"


class Story(models.Model):
    """What a window did, as it stands now; `Change` keeps how it came to be so."""

    series = models.CharField(max_length=24)
    period_from = models.DateField()  # the first day of the period whose issue tells it
    place = models.PositiveIntegerField()  # order within the period
    category = models.CharField(max_length=80)
    department = models.CharField(max_length=120, blank=True)  # as the story calls it
    department_ref = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    date_from = models.DateField(null=True)
    date_to = models.DateField(null=True)
    date_text = models.CharField(max_length=40, blank=True)
    text = models.TextField()  # with its date, as it is printed
    pictures = models.JSONField(default=list)  # in order: {"digest", "caption", "alt"}
    state = models.CharField(max_length=12, default="adopted")
    reason = models.CharField(max_length=400, blank=True)  # why the editor returned it
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="story_told"),
            models.CheckConstraint(condition=Q(state__in=STORY_STATES), name="story_state_known"),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(reason=""), name="story_return_explained"),
            models.CheckConstraint(
                condition=(Q(date_from__isnull=True) & Q(date_to__isnull=True)) | Q(date_from__lte=F("date_to")),
                name="story_dates_forward",
            ),
        ]
        indexes = [models.Index(fields=["series", "period_from", "place"], name="story_of_period")]

    def __str__(self) -> str:
        return f"{self.department} {self.date_text}"


class InspectionFinding(models.Model):
    """What the inspectors saw in a period, one row a check."""

    series = models.CharField(max_length=24)
    period_from = models.DateField()
    place = models.PositiveIntegerField()
    check_name = models.CharField(max_length=80)
    finding = models.CharField(max_length=2000)
    ok = models.BooleanField(null=True)
    withdrawn = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "period_from", "check_name"], name="finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period_from} {self.check_name}"


class Picture(models.Model):
    """A picture of stories as it is printed: decoded and written anew, so that nothing of its file but what one sees is
    left. Added, never changed; stories name it by its digest.
    """

    digest = models.CharField(max_length=64, primary_key=True)  # SM3 of the content, hexadecimal
    content = models.BinaryField()
    content_type = models.CharField(max_length=12)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    kept_by = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__in=("image/jpeg", "image/png")), name="picture_type_known"
            ),
        ]

    def __str__(self) -> str:
        return self.digest


class Override(models.Model):
    """Words by hand in place of a computed sentence of a period; `Change` keeps how they came to be so."""

    series = models.CharField(max_length=24)
    period_from = models.DateField()
    place = models.CharField(max_length=200)  # the section's title and the block's place in it (rules.overriding)
    kind = models.CharField(max_length=16)  # of the block, as records name it
    computed = models.TextField()  # the words that were computed when the hand's were written
    words = models.TextField()
    reason = models.CharField(max_length=400)
    withdrawn = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    made_by = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "period_from", "place"], name="override_once"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(words=""), name="override_explained"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.period_from} {self.place}"


class Change(models.Model):
    """One version of a story, a finding or an override, whole. Added, never changed."""

    kind = models.CharField(max_length=12)
    object_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    content = models.JSONField()
    changed_by = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CHANGED), name="change_kind_known"),
            models.UniqueConstraint(fields=["kind", "object_id", "version"], name="change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} v{self.version}"
