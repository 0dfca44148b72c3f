"""What other rooms may ask the room `people`."""

from yichuang.people.queries.access_log import AccessLine, access_log
from yichuang.people.queries.identities import IdentityRecord, find_identity, identity
from yichuang.people.queries.rights import (
    Permission,
    actor_of,
    client_of,
    departments_of,
    has_right,
    permission,
    require,
    rights_of,
    roles_of,
)
from yichuang.people.queries.staff import PostRecord, account_id_of, names_of, post_names, posts_of
from yichuang.people.queries.units import (
    centre_by_code,
    centres,
    department_at,
    department_by_code,
    departments,
    region_by_code,
    region_of_centre,
    regions,
    successor_map,
)

__all__ = [
    "AccessLine",
    "IdentityRecord",
    "Permission",
    "PostRecord",
    "access_log",
    "account_id_of",
    "actor_of",
    "centre_by_code",
    "centres",
    "client_of",
    "department_at",
    "department_by_code",
    "departments",
    "departments_of",
    "find_identity",
    "has_right",
    "identity",
    "names_of",
    "permission",
    "post_names",
    "posts_of",
    "region_by_code",
    "region_of_centre",
    "regions",
    "require",
    "rights_of",
    "roles_of",
    "successor_map",
]
