"""What the room `people` holds true without a database: actors, roles, identity documents, masking, sign-in policy."""

from yichuang.people.rules.access import (
    KIND_ROLES,
    POST_ROLES,
    RIGHTS,
    THREE_ADMINISTRATORS,
    AccessKind,
    Role,
    SignInPolicy,
    administrators_clash,
    password_is_due,
)
from yichuang.people.rules.actors import Actor, ActorKind
from yichuang.people.rules.documents import (
    DocumentKind,
    RecordState,
    credit_code_check,
    is_credit_code,
    is_resident_id,
    number_fault,
    resident_id_check,
    tidy_number,
)
from yichuang.people.rules.masking import mask_name, mask_number, mask_phone
from yichuang.people.rules.units import NewDepartment, NewRegion, Unit, todays

__all__ = [
    "KIND_ROLES",
    "POST_ROLES",
    "RIGHTS",
    "THREE_ADMINISTRATORS",
    "AccessKind",
    "Actor",
    "ActorKind",
    "DocumentKind",
    "NewDepartment",
    "NewRegion",
    "RecordState",
    "Role",
    "SignInPolicy",
    "Unit",
    "administrators_clash",
    "credit_code_check",
    "is_credit_code",
    "is_resident_id",
    "mask_name",
    "mask_number",
    "mask_phone",
    "number_fault",
    "password_is_due",
    "resident_id_check",
    "tidy_number",
    "todays",
]
