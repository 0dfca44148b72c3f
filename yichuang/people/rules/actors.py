"""The actor of an act: who did it, without a name. Names come from posts, so that they can be corrected and erased."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What kind of somebody acts."""

    STAFF = "staff"  # an account with posts
    APPLICANT = "applicant"  # the person whose matter it is
    SYSTEM = "system"  # a departmental system that delivers its cases
    CLIENT = "client"  # a program that calls the interface for a department
    JOB = "job"  # the hall's own routine (deemed acceptance, seals)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a kind, an id within that kind (account id, client or system code, job's name), the post if any."""

    kind: ActorKind
    id: str
    post_id: int | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("an actor has an id")
        if self.post_id is not None and self.kind is not ActorKind.STAFF:
            raise ValueError("only staff have posts")

    @classmethod
    def staff(cls, account_id: int, post_id: int | None = None) -> Actor:
        """Return the actor that is the account `account_id`, under one of its posts."""
        return cls(ActorKind.STAFF, str(account_id), post_id)

    @classmethod
    def applicant(cls, person_id: str) -> Actor:
        """Return the actor that is the person (or organisation) `person_id`."""
        return cls(ActorKind.APPLICANT, person_id)

    @classmethod
    def system(cls, code: str) -> Actor:
        """Return the actor that is the departmental system `code`."""
        return cls(ActorKind.SYSTEM, code)

    @classmethod
    def client(cls, code: str) -> Actor:
        """Return the actor that is the API client `code`."""
        return cls(ActorKind.CLIENT, code)

    @classmethod
    def job(cls, name: str) -> Actor:
        """Return the actor that is the hall's own routine `name`."""
        return cls(ActorKind.JOB, name)

    @property
    def key(self) -> str:
        """The actor as one word, for idempotency keys: `staff:17`.

        >>> Actor.staff(17, post_id=3).key
        'staff:17'
        """
        return f"{self.kind}:{self.id}"

    def record(self) -> dict[str, str | int | None]:
        """Return what an event holds of its actor; it says nothing about a person that could not be erased elsewhere.

        >>> Actor.job("deemed_acceptance").record()
        {'kind': 'job', 'id': 'deemed_acceptance', 'post': None}
        """
        return {"kind": str(self.kind), "id": self.id, "post": self.post_id}

    @classmethod
    def from_record(cls, record: dict[str, str | int | None]) -> Actor:
        """Return the actor that `record()` wrote. ValueError if the kind is unknown."""
        post = record.get("post")
        return cls(ActorKind(str(record["kind"])), str(record["id"]), None if post is None else int(post))
