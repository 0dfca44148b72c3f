"""The part of `yichuang figures` for figures that no ledger has: `sheet`, `submit`, `submissions`, `define`,
`indicators`.

`parsers` names them with their arguments, `WORK` does them, `SHOW` prints what they did for people.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from yichuang.kit import command
from yichuang.kit.errors import Refusal, Unknown
from yichuang.kit.time import today
from yichuang.people import acts as people_acts
from yichuang.people import queries as people
from yichuang.people.rules import Actor
from yichuang.statistics import acts, queries
from yichuang.statistics.filling.reading import FILE_BYTES_MAX
from yichuang.statistics.labels import SUBMISSION_STATE_WORDS
from yichuang.statistics.rules.definitions import read_definitions
from yichuang.statistics.rules.derived.records import OVER
from yichuang.statistics.rules.rights import DEFINE, RIGHTS

OPERATOR = Actor.job("figures")


def parsers(add: Callable[..., CommandParser]) -> list[CommandParser]:
    """Add the subcommands by `add` (a subparsers' `add_parser`) and return their parsers."""
    sheet = add("sheet", help="write an XLSX to fill in, with what is submitted already")
    sheet.add_argument("file", type=Path, metavar="FILE")
    sheet.add_argument("--only", default="", help="codes of indicators, with commas (all)")
    submit = add("submit", help="submit a filled-in XLSX: all of it, or nothing and every fault with its cell")
    submit.add_argument("file", type=Path, metavar="FILE")
    state = add("submissions", help="what each department has submitted for a period, and what is missing or late")
    state.add_argument("--only", default="", help="codes of indicators, with commas (all)")
    for one in (sheet, submit, state):
        needed, more = one is not state, " (all that have ended, what they lack)" if one is state else ""
        one.add_argument("--period", type=command.day_argument, required=needed, help=f"a day in the period{more}")
        one.add_argument("--as", dest="username", default="", metavar="NAME", help="an account (the hall itself)")
    define = add("define", help="define submitted and derived indicators, from a TOML file")
    define.add_argument("file", type=Path, metavar="FILE")
    reckon = add("indicators", help="counted, submitted and derived indicators of a period")
    reckon.add_argument("codes", metavar="CODES", help="codes of indicators, with commas")
    reckon.add_argument("--from", dest="start", type=command.day_argument, required=True, help="first day")
    reckon.add_argument("--to", dest="end", type=command.day_argument, required=True, help="last day, included")
    reckon.add_argument("--by", default="", choices=("", *OVER), help="a row for each unit")
    reckon.add_argument("--as-known-at", dest="known_at", type=command.instant_argument, help="instant")
    reckon.add_argument("--with", dest="definitions", type=Path, metavar="FILE", help="further derived ones, as TOML")
    return [sheet, submit, state, define, reckon]


def work_sheet(*, file: Path, period: date, only: str, username: str, **_: Any) -> dict[str, Any]:
    """Write the sheet, whole or not at all."""
    content = queries.sheet(seen_by=_actor(username), day=period, on=today(), only=_words(only))
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(file)
    except OSError as error:
        raise Refusal("file_unusable", f"无法写入 {file}：{error.strerror}", field="FILE") from None
    return {"file": str(file), "period": period, "bytes": len(content)}


def work_submit(*, file: Path, period: date, username: str, **_: Any) -> dict[str, Any]:
    """Submit the sheet."""
    content = _content(file)
    done = acts.submit_sheet(content, by=_actor(username), on=today(), day=period, way="command")
    return {"file": str(file), "period": period, **done.as_record()}


def work_submissions(*, period: date | None, only: str, username: str, **_: Any) -> dict[str, Any]:
    """List what is to be submitted for a period and how it stands; without one, what is lacking of all."""
    actor, on, codes = _actor(username), today(), _words(only)
    if period is not None:
        found = queries.slots(seen_by=actor, day=period, on=on, only=codes)
    else:
        found = [one for one in queries.outstanding(seen_by=actor, on=on) if not codes or one.indicator.code in codes]
    return {"period": period, "on": today(), "submissions": [slot.as_record() for slot in found]}


def work_define(*, file: Path, **_: Any) -> dict[str, Any]:
    """Define what the file says."""
    records = read_definitions(_text(file))
    changed = acts.define(by=_actor(""), submitted=records.submitted, derived=records.derived)
    return {"file": str(file), "read": len(records.submitted) + len(records.derived), "changed": changed}


def work_indicators(
    *, codes: str, start: date, end: date, by: str, known_at: datetime | None, definitions: Path | None, **_: Any
) -> dict[str, Any]:
    """Reckon; exit status 1 where a definition given with it is wrong (the rest is reckoned)."""
    derived = read_definitions(_text(definitions)).derived if definitions else []
    instant = known_at or queries.safe_instant()
    found = queries.indicators(_words(codes), start=start, end=end, by=by, known_at=known_at, definitions=derived)
    rows = [
        {**({by: row.code, f"{by}_name": row.name} if by else {}),
         "figures": {code: figure.as_record() for code, figure in row.figures.items()}}
        for row in found.rows
    ]  # fmt: skip
    faults = [fault.as_record() for fault in found.faults]
    return {"from": start, "to": end, "known_at": instant, "rows": rows, "faults": faults,
            "exit_status": int(bool(faults))}  # fmt: skip


def show_sheet(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print where the sheet is."""
    out.write(f"填报表已写入 {record['file']}")


def show_submit(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print what became of the figures."""
    out.write(f"新报 {record['taken']} 个，更正 {record['corrected']} 个，未变 {record['unchanged']} 个；"
              f"其中迟报 {record['late']} 个")  # fmt: skip


def show_submissions(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print a line for each figure."""
    for one in record["submissions"]:
        number = f"{one['amount']} {one['unit']}" if one["amount"] is not None else "—"
        out.write(f"{one['department_name']} · {one['name']}（{one['from']} 至 {one['to']}）\t{number}\t"
                  f"{SUBMISSION_STATE_WORDS[one['state']]}（{one['due_on']} 前）")  # fmt: skip


def show_define(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print what was defined."""
    out.write(f"读入 {record['read']} 项定义，新增或改动 {len(record['changed'])} 项：{'、'.join(record['changed'])}")


def show_indicators(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print each figure with its arithmetic, or why there is none."""
    for row in record["rows"]:
        names = [str(content) for key, content in row.items() if key != "figures"]
        if names:
            out.write(" · ".join(names))
        for figure in row["figures"].values():
            out.write(f"  {figure['name']}\t{_told(figure)}")
    for fault in record["faults"]:
        out.write(f"※ {fault['place']}：{fault['message']} [{fault['code']}]")


def _told(figure: Mapping[str, Any]) -> str:
    if "places" in figure:
        places = (f"{one['place']}. {one['name']} {one['figure']['number']}" for one in figure["places"])
        return "；".join(places) or "无"
    if figure["number"] is None:
        return f"— {figure.get('message', '')}"
    return figure.get("arithmetic") or f"{figure['number']} {figure['unit']}"


def _actor(username: str) -> Actor:
    """Return the account named, or the hall's own routine with the rights that this room states for it."""
    if username:
        key = people.account_id_of(username)
        if key is None:
            raise Unknown("unknown_account", f"没有名为“{username}”的账号", field="--as")
        return Actor.staff(key)
    if not people.has_right(OPERATOR, DEFINE):
        people_acts.ensure_roles({"job": RIGHTS["job"]})
    return OPERATOR


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def _content(file: Path) -> bytes:
    """Return a file's bytes, no more than one too many."""
    try:
        with file.open("rb") as source:
            return source.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise Refusal("file_unreadable", f"文件 {file} 无法读取：{error.strerror}", field="FILE") from None


def _text(file: Path) -> str:
    try:
        return _content(file).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal("definitions_unreadable", f"文件 {file} 不是 UTF-8 文本", field="FILE") from None


WORK: Mapping[str, Callable[..., dict[str, Any]]] = {
    "sheet": work_sheet, "submit": work_submit, "submissions": work_submissions, "define": work_define,
    "indicators": work_indicators,
}  # fmt: skip
SHOW: Mapping[str, Callable[[Mapping[str, Any], OutputWrapper], None]] = {
    "sheet": show_sheet, "submit": show_submit, "submissions": show_submissions, "define": show_define,
    "indicators": show_indicators,
}  # fmt: skip
