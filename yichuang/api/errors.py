"""What every operation answers to what it cannot do: one shape, a stable code, a Chinese sentence."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yichuang.api.limits import BODY_BYTES_MAX, DELIVERY_BYTES_MAX, TRY_OUT_BYTES_MAX
from yichuang.kit.errors import Refusal

# What a status means, as the description says it.
STATUS_WORDS = {
    200: "成功",
    201: "已登记",
    202: "已收下，正在逐行处理",
    400: "请求读不懂：正文不是 UTF-8 的 JSON 或没有传完，或参数过多",
    401: "没有令牌，或令牌无效、已停用",
    403: "令牌有效，但没有办理此事的权限",
    404: "没有这项内容，或您无权查看",
    409: "情况已经变化：记录有更新、现在不能这样办、或幂等键已用于另一请求",
    411: "没有用 Content-Length 写明正文的字节数",
    413: f"正文过大：JSON 最多 {BODY_BYTES_MAX // 1024} KB，"
    f"报送文件解开后最多 {DELIVERY_BYTES_MAX // 1024**3} GB，试报最多 {TRY_OUT_BYTES_MAX // 1024**2} MB",
    415: "正文的类型或压缩方式不对",
    422: "内容不合要求：字段有误，或不符合办理规则",
    503: "数据库暂时忙或不可用，没有改动任何数据，请稍后原样重发",
    507: "服务器磁盘空间不足，没有收下文件",
}
RETRY_SECONDS = 5
_log = logging.getLogger("yichuang.api")


class Fault(Schema):
    """One error."""

    code: str = Field(title="错误代码", description="稳定不变，供程序判断", examples=["stale_seq"])
    message: str = Field(title="说明", description="给人看的一句话")
    field: str = Field("", title="所指字段", examples=["expected_seq"])
    rule: str = Field("", title="依据", description="条款、标准或所缺的权限")
    details: dict[str, Any] = Field(
        {}, title="细节", description="供程序使用；`faults` 按字段列出全部问题", examples=[{"expected": 1, "last": 2}]
    )


class ErrorAnswer(Schema):
    """The shape of every error answer."""

    error: Fault = Field(title="错误")


def answers(success: Mapping[int, Any], *refusals: int) -> dict[Any, Any]:
    """Return the answers of an operation for its description: what it gives, and with which statuses it refuses."""
    return {**success, **dict.fromkeys(sorted({400, *refusals, 422, 503}), ErrorAnswer)}


def fault(status: int, code: str, message: str, *, field: str = "") -> Refusal:
    """Return an error of the door itself, with the status it answers."""
    refusal = Refusal(code, message, field=field)
    refusal.http_status = status
    return refusal


def error_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal."""
    return JsonResponse(
        {"error": refusal.as_record()}, status=refusal.http_status, json_dumps_params={"ensure_ascii": False}
    )


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer for an address that there is not."""
    return error_response(request, fault(404, "not_found", "接口没有这个地址。"))


def install(api: NinjaAPI) -> None:
    """Make `api` answer every error in our shape; what nobody foresaw is left to Django's own 500."""
    api.add_exception_handler(Refusal, error_response)  # type: ignore[arg-type]  # a handler of its own kind of error
    api.add_exception_handler(ValidationError, _bad_input)
    api.add_exception_handler(AuthenticationError, _unauthenticated)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(SuspiciousOperation, _suspicious)
    api.add_exception_handler(OperationalError, _unavailable)
    api.add_exception_handler(Http404, lambda request, error: not_found(request))


def _unauthenticated(request: HttpRequest, error: Any) -> HttpResponse:
    response = error_response(
        request, fault(401, "unauthenticated", "请在 Authorization 头中给出有效的令牌：Bearer <令牌>。")
    )
    response["WWW-Authenticate"] = "Bearer"
    return response


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer for a body: the parser's own refusal, or that it is not JSON."""
    if isinstance(error.__cause__, Refusal):
        return error_response(request, error.__cause__)
    return error_response(request, fault(400, "unreadable_body", "正文不是 UTF-8 编码的 JSON。"))


def _suspicious(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        return error_response(request, too_large())
    return error_response(request, fault(400, "bad_request", "系统读不懂这个请求。"))


def too_large(bytes_max: int = BODY_BYTES_MAX) -> Refusal:
    """Return the error for a body that is too large."""
    return fault(413, "body_too_large", f"正文不得超过 {bytes_max // 1024} KB。")


def _unavailable(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer for a lock or a statement that took too long, and for a database that is away: nothing was done."""
    _log.warning("数据库没有完成请求：%s", str(error).strip())
    response = error_response(request, fault(503, "try_again", "系统正忙，没有改动任何数据，请稍后原样重发。"))
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


# pydantic's kinds of errors in Chinese; `{}` are its own facts
_WORDS = {
    "missing": "缺少必填项",
    "extra_forbidden": "没有这个字段",
    "string_type": "应为文字",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_pattern_mismatch": "含有不允许的字符或格式不对",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_parsing_size": "数值过大",
    "int_from_float": "应为整数",
    "greater_than_equal": "不得小于 {ge}",
    "less_than_equal": "不得大于 {le}",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为列表",
    "too_long": "最多 {max_length} 项",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "literal_error": "只能是 {expected} 之一",
    "value_error": "{error}",
}


def _bad_input(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer for input that is not of the described form: the first fault, and all of them by field."""
    faults: dict[str, list[str]] = {}
    for one in error.errors:
        faults.setdefault(_field_of(one["loc"]), []).append(_sentence(one))
    return error_response(request, bad_input(faults))


def bad_input(faults: Mapping[str, list[str]]) -> Refusal:
    """Return `bad_input` for faults by field (at least one)."""
    field, sentences = next(iter(faults.items()))
    message = f"{field}：{sentences[0]}" if field else sentences[0]
    return Refusal("bad_input", message, field=field, details={"faults": dict(faults)})


def _field_of(place: Iterable[Any]) -> str:
    """Return where a fault is, as the sender calls it: `occurred`, `parties.0.name`, `Idempotency-Key`."""
    source, *parts = place
    if source in ("body", "query"):
        parts = parts[1:] if len(parts) > 1 or source == "body" else parts
    if source == "header":
        return "Idempotency-Key"
    return ".".join(str(part) for part in parts)


def _sentence(one: Mapping[str, Any]) -> str:
    words = _WORDS.get(one["type"], "格式不对")
    return words.format_map({name: str(content).replace(" or ", "、") for name, content in one.get("ctx", {}).items()})
