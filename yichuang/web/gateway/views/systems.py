"""Systems: how healthy each is, and all that was agreed on with one."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.cases.labels import CHANNEL_WORDS
from yichuang.catalogue.queries import item_types
from yichuang.exchange import queries
from yichuang.exchange.labels import ENCODING_WORDS, FORMAT_WORDS, MAPPED_WORDS
from yichuang.exchange.queries import Health
from yichuang.kit.errors import Unknown
from yichuang.kit.time import today
from yichuang.people.queries import departments, regions
from yichuang.web.charts import drawn
from yichuang.web.doors import staff
from yichuang.web.gateway import health, receipts
from yichuang.web.gateway.frame import csv_file, frame, reader

ITEMS_SHOWN, CODES_SHOWN, DELIVERIES_SHOWN = 50, 50, 10


@staff
@never_cache
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Draw the systems with their health."""
    found = queries.systems(seen_by=reader(request))
    lines = health.lines(found, today())
    silent = sum(line.status == health.SILENT for line in lines)
    context = frame("systems") | {"lines": lines, "silent": silent}
    return render(request, "gateway/systems/table.html", context)


@staff
@never_cache
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Draw one system: its health, its recent deliveries, what was agreed on with it."""
    actor = reader(request)
    one = _system(request, code)
    known, day = one.system, today()
    balances = queries.reconcile(
        seen_by=actor, first=day - timedelta(health.CHART_DAYS - 1), last=day, by_day=True, system=code
    )
    chart = health.chart(known, balances, day)
    items, entries = queries.items_of(code), queries.mapping(code, known.mapping_number)
    recent = queries.deliveries(seen_by=actor, system=code, rows=DELIVERIES_SHOWN)
    kinds = item_types()
    context = frame("systems") | {
        "known": known,
        "health": one,
        "status": health.status_of(one, day),
        "department": departments()[known.department_id].name,
        "region": regions()[known.region_id].name,
        "channel": CHANNEL_WORDS.get(known.channel, "其他"),
        "format": FORMAT_WORDS[known.format],
        "encoding": ENCODING_WORDS[known.encoding] if known.format == "csv" else "",
        "schedule": health.schedule_words(known.every_hours),
        "chart": chart,
        "svg": drawn(chart) if chart else None,
        "recent": [receipts.line_of(receipt) for receipt in recent],
        "items": [(item.local_code, item.name, kinds.get(item.item_type, "")) for item in items[:ITEMS_SHOWN]],
        "items_found": len(items),
        "codes": [
            (MAPPED_WORDS[kind], len(codes), sorted(codes.items())[:CODES_SHOWN])
            for kind, codes in sorted(entries.items())
        ],
        "codes_shown": CODES_SHOWN,
    }
    return render(request, "gateway/systems/page.html", context)


@staff
@never_cache
@require_safe
def items(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the items that a system may deliver, all of them."""
    reader(request)
    _system(request, code)
    kinds = item_types()
    rows = [
        (item.local_code, item.national_code, item.name, kinds.get(item.item_type, item.item_type))
        for item in queries.items_of(code)
    ]
    return csv_file(f"{code}-items.csv", ("事项编码", "国家编码", "名称", "类型"), rows)


@staff
@never_cache
@require_safe
def codes(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the code table that a system's rows are read with now, as `yichuang exchange map` takes it."""
    reader(request)
    known = _system(request, code).system
    entries = queries.mapping(code, known.mapping_number)
    rows = [(kind, *pair) for kind, table in sorted(entries.items()) for pair in sorted(table.items())]
    return csv_file(f"{code}-codes-{known.mapping_number}.csv", ("kind", "theirs", "ours"), rows)


def _system(request: HttpRequest, code: str) -> Health:
    """Return a system that the reader may look after. Unknown `unknown_system`."""
    found = health.of_code(queries.systems(seen_by=reader(request)), code)
    if found is None:
        raise Unknown("unknown_system", f"没有代码为“{code}”的对接系统，或您无权查看", field="system")
    return found
