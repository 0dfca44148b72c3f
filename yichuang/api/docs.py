"""The page that draws the description: plain HTML in Chinese, nothing loaded from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from yichuang.api.schemas.common import words_of
from yichuang.cases.labels import ACT_WORDS, DELIVERY_WORDS, PARTY_WORDS, PAUSE_WORDS
from yichuang.cases.rules.demands import REASONED, WITH_APPROVER, WITH_REMEDY
from yichuang.cases.rules.words import Act

_FORMS = {
    "string": "文字",
    "integer": "整数",
    "number": "数值",
    "boolean": "true 或 false",
    "object": "对象",
    "array": "列表",
}
_FORMATS = {"date": "日期", "date-time": "时刻", "binary": "文件"}
_PLACES = {"path": "地址", "query": "参数", "header": "请求头"}
_LISTED_MAX = 4  # codes that a line lists itself; more stand in its explanation
_DEPTH_MAX = 3
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A field or a parameter as the page tells it."""

    name: str
    title: str
    form: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as the page tells it."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    needs_token: bool
    parameters: list[Line] = field(default_factory=list)
    brought: list[Line] = field(default_factory=list)
    given: list[Line] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    call: str = ""


class Page(DocsBase):
    """Draws the description."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Return the page."""
        description = api.get_openapi_schema(path_params=kwargs)
        operations = list(_operations(description, request.build_absolute_uri("/").rstrip("/")))
        groups = [
            (tag["name"], tag["description"], [one for tags, one in operations if tag["name"] in tags])
            for tag in description["tags"]
        ]
        error = _lines(description["components"]["schemas"]["ErrorAnswer"], description["components"]["schemas"])
        context = {
            "title": api.title, "lead": api.description, "groups": groups, "error": list(error), "facts": _facts(),
            "description_address": self.get_openapi_url(api, kwargs),
        }  # fmt: skip
        return render(request, "api/docs.html", context)


def _operations(description: Mapping[str, Any], origin: str) -> Iterator[tuple[list[str], Operation]]:
    schemas = description["components"]["schemas"]
    for path, methods in description["paths"].items():
        for method, told in methods.items():
            body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            success = next(answer for status, answer in told["responses"].items() if int(status) < 300)
            given = success.get("content", {}).get("application/json", {}).get("schema")
            yield (
                told["tags"],
                Operation(
                    id=told["operationId"],
                    method=method.upper(),
                    path=path,
                    summary=told["summary"],
                    description=told["description"],
                    needs_token="security" in told,
                    parameters=[
                        _line(
                            f"{one['name']}（{_PLACES[one['in']]}）", one["schema"], schemas, required=one["required"]
                        )
                        for one in told["parameters"]
                    ],
                    brought=list(_lines(body, schemas)) if body else [],
                    given=list(_lines(given, schemas)) if given else [],
                    answers=[(str(status), answer["description"]) for status, answer in told["responses"].items()],
                    call=_call(origin, path, method, told, _resolved(body, schemas) if body else None),
                ),
            )


def _lines(schema: Schema, schemas: Mapping[str, Schema], before: str = "", depth: int = 0) -> Iterator[Line]:
    """Yield the fields of an object, those of objects within it after it: `parties[].name`."""
    schema = _resolved(schema, schemas)
    required = schema.get("required", [])
    for name, content in schema.get("properties", {}).items():
        yield _line(before + name, content, schemas, required=name in required)
        inner = _resolved(content, schemas)
        place = f"{before}{name}."
        if inner.get("type") == "array":
            inner, place = _resolved(inner["items"], schemas), f"{before}{name}[]."
        if depth < _DEPTH_MAX:
            yield from _lines(inner, schemas, place, depth + 1)


def _line(name: str, content: Schema, schemas: Mapping[str, Schema], *, required: bool) -> Line:
    return Line(name, content.get("title", ""), _form(content, schemas), required, content.get("description", ""))


def _resolved(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    """Return what a schema is in the end: behind references, and beside null."""
    options = [one for one in schema.get("anyOf", schema.get("allOf", ())) if one.get("type") != "null"]
    if len(options) == 1:
        return _resolved(options[0], schemas)
    if "$ref" in schema:
        return _resolved(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    return schema


def _form(content: Schema, schemas: Mapping[str, Schema]) -> str:
    """Return in Chinese what form a value has."""
    nullable = "，可为 null" if {"type": "null"} in content.get("anyOf", []) else ""
    schema = _resolved(content, schemas)
    options = schema.get("anyOf")
    if options:
        return "或".join(_form(one, schemas) for one in options)
    words = _FORMATS.get(schema.get("format", ""), _FORMS.get(schema.get("type", ""), "任意值"))
    codes = [code for code in schema.get("enum", ()) if code]
    if codes and len(codes) <= _LISTED_MAX:
        words = " ".join(codes)
    if "maxLength" in schema and not codes:
        words += f"，最多 {schema['maxLength']} 个字符"
    if "minimum" in schema:
        words += f"，{schema['minimum']}–{schema['maximum']}"
    return words + nullable


def _example(schema: Schema) -> Any:
    return next(iter(schema.get("examples", [schema.get("example", "…")])))


def _call(origin: str, path: str, method: str, told: Mapping[str, Any], body: Schema | None) -> str:
    """Return an example of a call on the command line."""
    query = []
    for one in told["parameters"]:
        example = _example(one["schema"])
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", str(one["schema"].get("enum", [example])[0]))
        elif one["in"] == "query" and one["required"]:
            query.append(f"{one['name']}={example}")
    if told["operationId"] == "list_cases":  # either of two ways, so nothing is required
        query = ["overdue_on=2022-07-01"]
    address = f"{origin}{path}{'?' if query else ''}{'&'.join(query)}"
    parts = [f"curl '{address}'"]
    if "security" in told:
        parts.append("-H 'Authorization: Bearer 令牌'")
    if method == "post" and body is None:
        parts += ["-H 'Content-Type: application/octet-stream'", "--data-binary @JTYW-accept-0001.csv"]
    elif method == "post":
        brought = {name: _example(part) for name, part in (body or {}).get("properties", {}).items()
                   if name in (body or {}).get("required", ())}  # fmt: skip
        parts += ["-H 'Idempotency-Key: 每次请求不同'", "-H 'Content-Type: application/json'"]
        parts.append(f"-d '{json.dumps(brought, ensure_ascii=False)}'")
    return " \\\n  ".join(parts)


def _facts() -> list[tuple[str, str, str]]:
    """Return for each act that must or may bring facts: its code, its word, what it brings."""
    brings = {
        Act.REQUEST_SUPPLEMENT: ["data.due_on 补正期限（日期，不填按事项规定）"],
        Act.ACCEPT_WITH_GAP: ["data.gap_due_on 容缺材料期限（日期，不填按事项规定）"],
        Act.PAUSE: [f"data.kind 种类：{words_of(PAUSE_WORDS)}"],
        Act.RESUME: ["data.pause 所结束的特别程序的记录序号"],
        Act.EXTEND: ["data.days 延长的工作日数"],
        Act.DELIVER: [
            f"data.how 送达方式：{words_of(DELIVERY_WORDS)}",
            f"data.to 送达给（不填为申请人）：{words_of(PARTY_WORDS)}",
        ],
    }
    found = []
    for act, word in ACT_WORDS.items():
        facts = list(brings.get(act, ()))
        facts += ["reason 理由代码"] if act in REASONED else []
        facts += ["data.approver 批准人（岗位或代号）"] if act in WITH_APPROVER and act is not Act.RECTIFY else []
        facts += ["data.remedy 所告知的救济途径（standard 为通用告知）"] if act in WITH_REMEDY else []
        if facts and act is not Act.RECTIFY:
            found.append((act.value, word, "；".join(facts)))
    return found
