"""The door: who calls, how a body is read, and the interface itself."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder
from ninja.security import HttpBearer
from ninja.types import DictStrAny

from yichuang.api import errors
from yichuang.api.docs import Page
from yichuang.api.limits import BODY_BYTES_MAX, DEPTH_MAX
from yichuang.kit.time import zone
from yichuang.people import queries as people
from yichuang.people.rules import Actor

DESCRIPTION = (
    "供部门的业务系统调用：登记收件、办理、更正，查询办件；成批报送办件，查回执和对账；填报账本里没有的数；查询统计数据和刊物。"
    "统计数据和刊物对外公开；办件、报送和填报须带令牌，令牌由大厅的系统管理员发放，只能办理本部门的事项，"
    "一次请求要么全部生效，要么完全不生效。"
)


class Token(HttpBearer):
    """A department's program shows its token; what it may do is asked by the act or query it calls."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the client whose token this is; None for nobody's."""
        return people.client_of(token)


def actor_of(request: HttpRequest) -> Actor:
    """Return who calls; only within operations that ask for a token."""
    return cast(Actor, request.auth)  # type: ignore[attr-defined]  # put there by `Token`


class BodyReader(Parser):
    """Reads JSON, and nothing that the database would not give back as it came."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Return the body's content. Raises Refusal, or ValueError for what is no JSON; ninja hands both on."""
        if request.content_type != "application/json":
            raise errors.fault(415, "not_json", "正文类型应为 application/json。")
        if len(request.body) > BODY_BYTES_MAX:
            raise errors.too_large()
        content = json.loads(request.body.decode("utf-8"), parse_constant=_no_constant)
        check_storable(content)
        return cast(DictStrAny, content)


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def check_storable(content: object) -> None:
    """Raise Refusal `bad_input` for NUL characters, halves of characters, and what is nested too deep."""
    pending: list[tuple[str, int, object]] = [("", 0, content)]
    while pending:
        place, depth, part = pending.pop()
        if depth > DEPTH_MAX:
            raise errors.bad_input({place: [f"嵌套最多 {DEPTH_MAX} 层"]})
        if isinstance(part, str) and not _is_storable(part):
            raise errors.bad_input({place: ["含有不能保存的字符"]})
        if isinstance(part, dict):
            if not all(_is_storable(name) for name in part):
                raise errors.bad_input({place: ["字段名含有不能保存的字符"]})
            pending += [(f"{place}.{name}".lstrip("."), depth + 1, inner) for name, inner in part.items()]
        elif isinstance(part, list):
            pending += [(f"{place}.{index}".lstrip("."), depth + 1, inner) for index, inner in enumerate(part)]


def _is_storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


class _Encoder(NinjaJSONEncoder):
    """Writes instants whole, in the hall's zone: Django's cut them to milliseconds, and they are sent back to us."""

    def default(self, o: Any) -> Any:
        return o.astimezone(zone()).isoformat() if isinstance(o, datetime) else super().default(o)


class _Renderer(JSONRenderer):
    encoder_class = _Encoder
    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """The interface, whose description says in Chinese what ninja would say in English."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._described: dict[str | None, OpenAPISchema] = {}

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Return the description, which takes longer to put together than any page: it is done once."""
        if (known := self._described.get(path_prefix)) is None:
            known = self._described[path_prefix] = self._describe(path_prefix, path_params)
        return known

    def _describe(self, path_prefix: str | None, path_params: Any) -> OpenAPISchema:
        description = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for operations in description["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    answer["description"] = errors.STATUS_WORDS[int(status)]
                for parameter in operation["parameters"]:
                    parameter.pop("examples", None)  # a list, where the standard has a map; the schema holds them
                    parameter["schema"] = _without_null(parameter["schema"])
        for schema in description["components"]["schemas"].values():
            schema.pop("description", None)  # our docstrings
        return description


def _without_null(schema: DictStrAny) -> DictStrAny:
    """Return a parameter's schema without the option null: an address cannot say it, it leaves the parameter out."""
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    return {name: part for name, part in schema.items() if name != "anyOf"} | options[0] if options else schema


api = Api(
    title="接口说明",
    version="1",
    description=DESCRIPTION,
    docs=Page(),
    renderer=_Renderer(),
    parser=BodyReader(),
    urls_namespace="api",
    openapi_extra={
        "tags": [
            {"name": "办件", "description": "登记收件、办理、更正和查询。须带令牌。"},
            {"name": "报送", "description": "对接系统成批报送办件，查回执、未收下的行和对账。须带令牌。"},
            {"name": "填报", "description": "账本里没有、由部门按期报来的数，和由它们算出的指标。须带令牌。"},
            {"name": "统计数据", "description": "各项指标及其定义。公开。"},
            {"name": "刊物", "description": "已归档、已发布的各期。公开。"},
        ]
    },
)
errors.install(api)
