"""The issues as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from yichuang.kit.errors import Unknown
from yichuang.kit.time import zone
from yichuang.reports import queries
from yichuang.web.context import Hall
from yichuang.web.doors import public
from yichuang.web.lookout.views.issues import address_of_issue


@public
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Hand out the newest issues, of all series or of one; every address in it is absolute."""
    titles = {series.code: series.title for series in queries.all_series()}
    series = request.GET.get("series", "")
    if series and series not in titles:
        raise Unknown("unknown_series", f"没有代码为“{series[:24]}”的刊物。", field="series")
    hall = Hall().name
    atom = Atom1Feed(
        title=titles[series] if series else f"{hall} · 刊物",
        link=request.build_absolute_uri(reverse("issues")),
        description=f"{hall}发布和归档的刊物，最新的在前。",
        language="zh-Hans",
        author_name=hall,
        feed_url=request.build_absolute_uri(request.get_full_path()),
        feed_guid=request.build_absolute_uri(reverse("feed-file")) + (f"?series={series}" if series else ""),
    )
    for entry in queries.feed_entries(series or None):
        address = request.build_absolute_uri(address_of_issue(entry.line))
        atom.add_item(
            title=f"{entry.line.title} {entry.line.number_words}",
            link=address,
            description="；".join(entry.sections),
            unique_id=address,
            author_name=entry.issuer or hall,
            pubdate=datetime.combine(entry.day, time(), zone()) if entry.day else entry.came_at,
            updateddate=entry.came_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
