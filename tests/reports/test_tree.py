"""Blocks of every kind: their words, and the record that gives them back."""

from __future__ import annotations

import json

from yichuang.reports.rules import tree
from yichuang.reports.rules.record import from_record, to_record


def issue() -> tree.Report:
    """Return an issue that has one block of every kind beyond those of the weekly report."""
    table = tree.Table(
        "各部门办件情况",
        marker="表1",
        head=((tree.Cell("部门", down=2), tree.Cell("办件", across=2)), (tree.Cell("受理"), tree.Cell("办结"))),
        rows=((tree.Cell("甲局", align="left"), tree.Cell("3", align="right"), tree.Cell("2", align="right")),),
        total=((tree.Cell("合计"), tree.Cell("3"), tree.Cell("2")),),
        widths=(2.0, 1.0, 1.0),
        unit="件",
    )
    blocks = (
        tree.EditorsNote("本期刊发一篇。", marker="按语："),
        tree.Listing("甲局，3 件", marker="1."),
        table,
        tree.Chart("受理走势", marker="图1", spec={"mark": "line", "data": {"values": [{"n": 1}]}}, alt="逐月上升"),
        tree.Picture("窗口", digest="ab" * 32, alt="办事窗口"),
        tree.Signature("某中心"),
    )
    heading = tree.Heading("附表", marker="附件1", level=0)
    part = tree.Part(heading, sections=(tree.Section("table", blocks=blocks),), appendix=True)
    return tree.Report("bulletin", parts=(part,))


def test_the_record_gives_every_block_back() -> None:
    """Through JSON and back nothing is lost, rows of cells and specifications included."""
    assert from_record(json.loads(json.dumps(to_record(issue())))) == issue()


def test_the_words_of_an_issue_hold_the_cells_of_its_tables() -> None:
    """Whoever searches or reads the words finds captions, heads, rows and totals."""
    assert (
        issue().words().split("\n\n")[3]
        == "表1各部门办件情况（单位：件）\n部门\t办件\n受理\t办结\n甲局\t3\t2\n合计\t3\t2"
    )
