"""The description: as stored, and kept by every answer; schemathesis tries to break it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection

from tests.api.conftest import API, Called
from yichuang.api.urls import api
from yichuang.site.wsgi import application

STORED = Path(__file__).parent / "openapi.json"
RENEW = "YICHUANG_RENEW=1 .venv/bin/python -m pytest tests/api/test_description.py -k stored"

REFUSED = ["401", "403", "404", "405", "409", "411", "415", "422"]
ONE_HALL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # what was done before is no harm


def description() -> dict[str, Any]:
    """Return the description as programs get it."""
    answer: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=f"{API}/")))
    return answer


def tried(examples_max: int, *, seed: int | None) -> Any:
    """Return the description as schemathesis tries it; without a seed each run is another."""
    found = schemathesis.openapi.from_dict(
        description(),
        config=schemathesis.Config.from_dict({
            **({"seed": seed} if seed is not None else {}),
            "suppress-health-check": ["too_slow", "filter_too_much"],
            "generation": {"max-examples": examples_max, "deterministic": seed is not None},
            "checks": {  # rules of the trade refuse much that is well-formed; a missing file has no length
                "positive_data_acceptance": {"expected-statuses": ["2xx", *REFUSED]},
                "negative_data_rejection": {"expected-statuses": ["400", *REFUSED]},
            },
        }),
    )  # fmt: skip
    found.app = application
    return found


@tried(20, seed=20220701).parametrize()
@ONE_HALL
def test_every_answer_keeps_to_the_description(case: schemathesis.Case, steady: Called) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {steady.ours.token}"})


@pytest.mark.long
@tried(500, seed=None).parametrize()
@ONE_HALL
def test_every_answer_keeps_to_the_description_at_length(case: schemathesis.Case, steady: Called) -> None:
    """By chance also what only looks wrong: a parameter that comes to nothing in an address is none."""
    token = {"Authorization": f"Bearer {steady.ours.token}"}
    case.call_and_validate(headers=token, excluded_checks=[negative_data_rejection])


def test_the_description_is_the_stored_one() -> None:
    """What programs rely on does not change unseen: look at the difference, then renew the file."""
    told = json.dumps(description(), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("YICHUANG_RENEW"):
        STORED.write_text(told, encoding="utf-8")
    assert told == STORED.read_text(encoding="utf-8"), f"renew it, if this is meant: {RENEW}"


def test_the_description_is_public_and_says_how_to_sign_in(client: Client) -> None:
    answer = client.get(f"{API}/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == description()
    assert answer.json()["components"]["securitySchemes"] == {"Token": {"type": "http", "scheme": "bearer"}}


def test_every_operation_names_its_errors_in_one_shape() -> None:
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            refused = {status for status in operation["responses"] if not status.startswith("2")}
            assert {"400", "422", "503"} <= refused, (path, method)
            assert ("401" in refused) == ("security" in operation), (path, method)
            for status in refused:
                content = operation["responses"][status]["content"]
                assert content == {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorAnswer"}}}
