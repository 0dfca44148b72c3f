"""The pages for what went wrong: what happened, what was kept, what to do. JSON for programs, a piece for htmx."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from yichuang.kit.errors import Forbidden, Refusal, Unknown
from yichuang.web.pieces import draw


@dataclass(frozen=True, slots=True)
class Advice:
    """What a page says about a status: its heading, what became of the work, and what the reader can do."""

    heading: str
    kept: str
    next_step: str


ADVICE = {
    400: Advice("请求有误", "没有改动任何数据。", "请检查地址和填写的内容，再试一次。"),
    403: Advice("没有权限", "没有改动任何数据。", "如工作需要，请向本单位的系统管理员申请相应岗位。"),
    404: Advice("找不到页面", "没有改动任何数据。", "请检查地址是否完整，或从首页重新进入。"),
    409: Advice("情况已经变化", "您的这次操作没有生效，别人先做的操作保持不变。", "请刷新页面，按最新情况再操作。"),
    422: Advice("无法办理", "没有改动任何数据。", "请按上面的说明修改后再试。"),
    429: Advice("尝试次数过多", "没有改动任何数据。", "请稍后再试。"),
    500: Advice(
        "系统出错", "这次操作没有生效，此前保存的内容都在。", "请稍后再试；如反复出现，请告知系统管理员出错的时间。"
    ),
}


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal in the form the asker reads: JSON, a piece of a page for htmx, or a page."""
    status = refusal.http_status
    if wants_json(request):
        return JsonResponse({"error": refusal.as_record()}, status=status, json_dumps_params={"ensure_ascii": False})
    context = {"refusal": refusal, "advice": ADVICE.get(status, ADVICE[422])}
    return draw(request, "refusal.html", "parts/_refusal.html", context, status)


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the asker reads JSON rather than HTML: all who call the interface; a browser's `*/*` means HTML."""
    return request.path.startswith("/api/") or (
        not request.accepts("text/html") and request.accepts("application/json")
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 400: what the address or the form's envelope cannot be read as."""
    refusal = Refusal("bad_request", "系统读不懂这个请求。")
    refusal.http_status = 400
    return refusal_response(request, refusal)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 403."""
    return refusal_response(request, Forbidden("forbidden", "您没有查看或办理这项内容的权限。"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 404."""
    return refusal_response(request, Unknown("not_found", "这个地址没有内容，或者内容已经移走。"))


def broken(request: HttpRequest) -> HttpResponse:
    """Django's 500; its page needs neither database nor session, because they may be what broke."""
    if wants_json(request):
        error = {"code": "internal_error", "message": "系统出错，这次操作没有生效。"}
        return JsonResponse({"error": error}, status=500, json_dumps_params={"ensure_ascii": False})
    return render(None, "500.html", {"advice": ADVICE[500]}, status=500)
