"""Issues of the reports: the archive, an issue's record and its printed forms; public, so drafts are not among them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Path, Query, Router

from yichuang.api.errors import answers
from yichuang.api.schemas import issues as shapes
from yichuang.api.schemas.common import OneOf
from yichuang.reports import queries
from yichuang.reports.rules.numbering import KEY_FORM

router = Router(tags=["刊物"])
Series = Annotated[str, Path(title="刊物", max_length=24, pattern="^[a-zA-Z0-9_-]+$", example="weekly")]
Key = Annotated[str, Path(title="期", pattern=KEY_FORM, description=shapes.KEY_WORDS, example="2022-21")]
_FILES = {form: {"schema": {"type": "string", "format": "binary"}} for form in queries.FORMS.values()}


@router.get("", operation_id="list_issues", summary="各期目录", response=answers({200: shapes.IssueList}, 404))
def list_issues(request: HttpRequest, asked: Query[shapes.IssuesAsked]) -> dict[str, Any]:
    """已发布、已归档的各期，从新到旧。"""
    return {"issues": queries.archived_issues(asked.series or None, year=asked.year)}


@router.get(
    "/{slug:series}/{slug:key}", operation_id="read_issue", summary="一期", by_alias=True,
    response=answers({200: shapes.IssueAnswer}, 404),
)  # fmt: skip
def read_issue(request: HttpRequest, series: Series, key: Key) -> HttpResponse:
    """一期的全部内容，与 `yichuang report read --json` 相同，另有状态。"""
    page = queries.issue_page(queries.find_issue(series, key))
    record = {"state": page.line.state, **page.record}  # whole, as it is: keys may be added to it
    return JsonResponse(record, json_dumps_params={"ensure_ascii": False})


@router.get(
    "/{slug:series}/{slug:key}.{slug:form}", operation_id="read_issue_file", summary="一期的文件",
    response=answers({200: None}, 404), openapi_extra={"responses": {200: {"content": _FILES}}},
)  # fmt: skip
def read_issue_file(
    request: HttpRequest, series: Series, key: Key,
    form: Annotated[str, OneOf(*queries.FORMS), Path(title="格式", description=shapes.FORM_WORDS)],
) -> HttpResponse:  # fmt: skip
    """一期的 PDF、DOCX、HTML 或 JSON 文件。"""
    file = queries.print_issue(queries.find_issue(series, key), form)
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
