"""`yichuang report`: read an old issue, compile a new one, print one that is archived or published."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper
from django.db import transaction

from yichuang.kit import command
from yichuang.kit.errors import Refusal
from yichuang.people import acts as people
from yichuang.people.queries import has_right
from yichuang.people.rules import Actor
from yichuang.reports import acts, queries
from yichuang.reports.labels import REMARKS
from yichuang.reports.management import archiving_command, index_command, series_command
from yichuang.reports.queries.earlier import remarks_against_archive
from yichuang.reports.reading import read_file, with_file
from yichuang.reports.rules.numbering import parsed_key
from yichuang.reports.rules.outline.reading import told_by_report
from yichuang.reports.rules.periods import Span
from yichuang.reports.rules.rights import EDIT_SERIES, PUBLISH, RIGHTS

OPERATOR = Actor.job("report")


class Command(command.Command):
    """Reports from the command line."""

    help = "周报：读旧刊 read、编制 compile、打印 print、文件夹归档 archive、编入检索 index、刊物 series"

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True, metavar="read|compile|print|archive|index|series")
        reading = deeds.add_parser("read", help="read an existing issue into structure")
        reading.add_argument("file", type=Path, metavar="FILE")
        reading.add_argument("--archive", metavar="SERIES", default="", help="keep it under its number")
        compiling = deeds.add_parser("compile", help="compile the issue of a period")
        compiling.add_argument("series", metavar="SERIES")
        compiling.add_argument("--period", type=_period, required=True, help="a day in the period, or FIRST..LAST")
        compiling.add_argument("--out", type=Path, required=True, metavar="DIR")
        compiling.add_argument("--publish", action="store_true", help="sign and publish it, which takes its number")
        printing = deeds.add_parser("print", help="print an archived or published issue")
        printing.add_argument("series", metavar="SERIES")
        printing.add_argument("number", type=_key, metavar="YEAR-NUMBER")
        printing.add_argument("--out", type=Path, required=True, metavar="DIR")
        archiving = deeds.add_parser("archive", help="archive a folder of old issues; begun again it goes on")
        archiving_command.add_arguments(archiving)
        indexing = deeds.add_parser("index", help="file issues for the archive's search and trends")
        index_command.add_arguments(indexing)
        for deed in (reading, compiling, printing, archiving, indexing, *series_command.parsers(deeds.add_parser)):
            super().add_arguments(deed)

    def work(self, *, deed: str, **options: Any) -> dict[str, Any]:
        """Do one of the deeds and return its record."""
        self.action = options.pop("action", None)
        if self.action is not None:
            return series_command.WORK[self.action](by=_operator(), **options)
        if deed == "index":
            return index_command.index(anew=options["anew"])
        if deed == "archive":
            return archiving_command.archive(by=_operator(), folder=Path(options["folder"]), series=options["series"])
        if deed == "read":
            return _read(file=Path(options["file"]), archive=options["archive"])
        out = Path(options["out"])  # Django's `call_command` hands over what it was given, unparsed
        if deed == "print":
            return _print(series=options["series"], number=options["number"], out=out)
        given = options["period"]
        period = _period(given) if isinstance(given, str) else given
        return _compile(series=options["series"], period=period, out=out, publish=options["publish"])

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Print what a person wants to see at once."""
        if self.action is not None:
            series_command.SHOW[self.action](record, out)
            return
        if "filed" in record:
            index_command.show(record, out)
            return
        if "holes" in record:
            archiving_command.show(record, out)
            return
        number = record.get("number_words") or _number_words(record)
        out.write(f"{record['title'] or '（无标题）'}{number and ' '}{number}")
        if "files" in record:
            out.write(f"{record['state_name']}{'，该期号已被同期占用' if record['number_taken'] else ''}")
            for remark in record["remarks"]:
                out.write(remark["message"])
            for face in record["faces"]:
                if face["substituted"]:
                    out.write(f"字体：{face['official']} 以 {face['used']} 代替")
            for file in record["files"]:
                out.write(file)
            return
        items = sum(len(one["items"]) for one in record["sections"])
        if record["series"] is None:
            out.write(f"不属于已知刊物；数字 {len(record['figures'])} 个，动态 {items} 条")
        else:
            figures = 2 * len(record["statistics"]["figures"])
            out.write(f"数字 {figures} 个，动态 {items} 条，巡查 {len(record['inspection'])} 项")
        for remark in record["remarks"]:
            out.write(f"第 {remark['line']} 行核对意见（{REMARKS[remark['code']]}）：{remark['message']}")
        for unread in record["unread"]:
            out.write(_said(unread))
        if record.get("archived"):
            out.write(f"已归档：{record['archived']}")


def _number_words(record: dict[str, Any]) -> str:
    """Return the number of an issue that was read, as it is written; its series may be unknown."""
    total = f"（总第 {record['total_number']} 期）" if record["total_number"] else ""
    return f"{record['year']} 年第 {record['number']} 期{total}" if record["number"] else total


def _key(text: str) -> str:
    if parsed_key(text) is None:
        raise ArgumentTypeError(
            f"{text!r} 不是期号（YYYY-N，例如 2022-21；按月编号 2022-06-1，总编号 396，不编号 2022-06-01..2022-06-15）"
        )
    return text


def _period(text: str) -> date | Span:
    first, apart, last = text.partition("..")
    return (command.day_argument(first), command.day_argument(last)) if apart else command.day_argument(text)


def _read(*, file: Path, archive: str) -> dict[str, Any]:
    found = read_file(file)
    if not archive:
        return _compared(with_file(queries.read_text(found.text, found.headings, saved=True), found))
    issue = acts.archive(by=_operator(), series=archive, text=found.text, file=found)
    page = queries.issue_page(issue)
    return _compared(
        {
            **with_file(page.record, found),
            **told_by_report(page.report),
            "archived": f"{page.line.series} {page.line.key}",
        }
    )


def _compared(record: dict[str, Any]) -> dict[str, Any]:
    """Add to a record's remarks those against earlier issues in the archive."""
    return {**record, "remarks": [*record["remarks"], *remarks_against_archive(record)]}


def _said(unread: dict[str, Any]) -> str:
    """Return what was not understood of the text (by line), or not read of the file (by page where it has any)."""
    if unread["line"] is not None:
        return f"第 {unread['line']} 行未认出（{unread['reason']}）：{unread['text']}"
    where = f"第 {unread['page']} 页" if unread.get("page") else "文件中"
    return f"{where}未读入（{unread['reason']}）{'：' if unread['text'] else ''}{unread['text']}"


def _compile(*, series: str, period: date | Span, out: Path, publish: bool) -> dict[str, Any]:
    operator = _operator()
    _folder(out)
    with transaction.atomic():  # a refused publishing leaves no draft behind
        issue = acts.compile_issue(by=operator, series=series, period=period)
        if publish:
            acts.sign(by=operator, issue_id=issue)
            acts.publish(by=operator, issue_id=issue)
    return _written(issue, out, operator)


def _print(*, series: str, number: str, out: Path) -> dict[str, Any]:
    issue = queries.find_issue(series, number)
    _folder(out)
    return _written(issue, out, None)


def _written(issue: int, out: Path, seen_by: Actor | None) -> dict[str, Any]:
    """Write the four forms, each whole or not at all, and return what was written."""
    page = queries.issue_page(issue, seen_by=seen_by)
    files = []
    for printed in queries.prints(issue, seen_by=seen_by):
        path = out / printed.name
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(printed.content)
        draft.replace(path)
        files.append(str(path))
    names = (
        "state",
        "state_name",
        "series",
        "title",
        "key",
        "number_words",
        "year",
        "number",
        "total_number",
        "number_taken",
    )
    return {
        **{name: getattr(page.line, name) for name in names},
        "period": {"from": page.line.period_from, "to": page.line.period_to},
        "known_at": page.known_at,
        "statistics": page.record["statistics"],
        "remarks": page.remarks,
        "faces": [{"official": f.official, "used": f.used, "substituted": f.substituted} for f in queries.faces_used()],
        "files": files,
    }


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal("folder_unusable", f"无法使用文件夹 {out}：{error.strerror}。", field="--out") from None


def _operator() -> Actor:
    """Return who acts from the command line: the hall's own routine, with the rights that this room states for it."""
    if not (has_right(OPERATOR, PUBLISH) and has_right(OPERATOR, EDIT_SERIES)):
        people.ensure_roles({"job": RIGHTS["job"]})
    return OPERATOR
