"""The contract for engineers of departments on one page: how to deliver, in which form; samples, and a try-out."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from yichuang.catalogue.queries import item_types
from yichuang.exchange import acts, queries
from yichuang.exchange.labels import DATASET_WORDS, ENCODING_WORDS, FORMAT_WORDS, fault_word
from yichuang.exchange.rules.datasets import DATASETS, FORMATS, SUFFIXES
from yichuang.exchange.rules.rights import DELIVER
from yichuang.kit.errors import Refusal, Unknown
from yichuang.web.doors import actor_of, public, staff
from yichuang.web.errors import wants_json
from yichuang.web.gateway import written
from yichuang.web.gateway.forms import TRY_OUT_BYTES_MAX, TryOutForm
from yichuang.web.gateway.frame import HOME, frame
from yichuang.web.parts import Crumb
from yichuang.web.pieces import draw

_ENVELOPE_BYTES = 64 * 1024  # what a form's other fields and borders may take
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}


@public
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Draw the contract; samples are those of the system that the address names, else of the first.

    To whoever may try out for some systems, of the first of these.
    """
    systems = queries.system_names()
    mine = _may_try(request)
    chosen = request.GET.get("system", "") or next(iter(mine or systems), "")
    if systems and chosen not in systems:
        raise Unknown("unknown_system", f"没有代码为“{chosen[:20]}”的对接系统。", field="system")
    context = _about() | {
        "site": request.build_absolute_uri("/").rstrip("/"),
        "datasets": written.datasets(),
        "codes": written.code_lists(),
        "item_types": item_types(),
        "row_faults": written.row_faults(),
        "file_faults": written.file_faults(),
        "formats": FORMAT_WORDS,
        "systems": systems,
        "chosen": chosen,
        "samples": written.samples(chosen) if chosen else (),
        "mine": mine,
        "form": TryOutForm(systems=mine),
    }
    return render(request, "gateway/contract/page.html", context)


@public
@require_safe
def sample(request: HttpRequest, code: str, dataset: str, format: str) -> HttpResponse:
    """Hand out a sample, made on the spot."""
    if dataset not in DATASETS or format not in FORMATS:
        raise Unknown("unknown_sample", "没有这种样例。", field="dataset")
    with tempfile.TemporaryDirectory() as folder:
        paths = acts.write_samples_for(Path(folder), code, formats=(format,))
        name = f"{code}-{dataset}-sample{SUFFIXES[format]}"
        content = next(path for path in paths if path.name == name).read_bytes()
    response = HttpResponse(content, content_type=_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@csrf_exempt  # asked for within, once it is known that the upload is not too large to be read at all
@staff
@never_cache
@require_POST
def try_out(request: HttpRequest) -> HttpResponse:
    """Check a file as the delivery of a system, and take nothing in."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > TRY_OUT_BYTES_MAX + _ENVELOPE_BYTES:
        raise Refusal("file_too_large", "文件超过 20 MB，请取一部分来试。", field="file")
    return _tried(request)


@csrf_protect
def _tried(request: HttpRequest) -> HttpResponse:
    mine = _may_try(request)
    form = TryOutForm(request.POST, request.FILES, systems=mine | _named(request))
    context: dict[str, Any] = _about(Crumb("数据报送规范", f"{reverse('contract')}#try-out")) | {
        "form": form,
        "mine": mine,
    }
    status = 200
    if form.is_valid():
        try:
            context |= _found(request, form.cleaned_data["system"], form.cleaned_data["file"])
        except Refusal as refusal:
            if refusal.http_status != Refusal.http_status or wants_json(request):
                raise
            context["refusal"], status = refusal, refusal.http_status
    elif wants_json(request):
        raise form.as_refusal()
    else:
        status = 422
    return draw(request, "gateway/contract/tried.html", "gateway/contract/_tried.html", context, status)


def _found(request: HttpRequest, code: str, file: UploadedFile) -> dict[str, Any]:
    """Return what the checks say of a file, which is gone afterwards."""
    name = Path(file.name or "").name
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix[:10]) as kept:
        for block in file.chunks():
            kept.write(block)
        kept.flush()
        found = acts.try_out(by=actor_of(request), code=code, path=Path(kept.name), envelope=acts.Envelope(name))
    labels = {column.name: column.label for column in DATASETS[found.dataset].columns}
    form = (FORMAT_WORDS[found.format], ENCODING_WORDS.get(found.encoding, ""))
    return {
        "tried": found,
        "file_name": name,
        "code": code,
        "dataset": DATASET_WORDS[found.dataset],
        "form_words": " · ".join(part for part in form if part),
        "errors": [(error, fault_word(error), rows) for error, rows in found.errors.items()],
        "shown": [one | {"label": labels.get(one["column"], "")} for one in found.shown],
    }


def _may_try(request: HttpRequest) -> dict[str, str]:
    """Return the systems for which the reader may try a file out, by code."""
    if not request.user.is_authenticated:
        return {}
    return queries.system_names(seen_by=actor_of(request), right=DELIVER)


def _named(request: HttpRequest) -> dict[str, str]:
    """Return the system that was asked for, whoever's it is: the act says whether the asker may."""
    code = request.POST.get("system", "")
    names = queries.system_names()
    return {code: names[code]} if code in names else {}


def _about(*crumbs: Crumb) -> dict[str, Any]:
    return frame("contract") | {"crumbs": [HOME, *crumbs]}  # the face's first page is not for everybody
