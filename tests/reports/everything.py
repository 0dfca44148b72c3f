"""One issue that has everything in it: marks, four levels, tables, charts, pictures, a note, signatures, appendices."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from yichuang.reports.rules.tree import (
    Cell,
    Chart,
    Copies,
    EditorsNote,
    Heading,
    HeadLine,
    Listing,
    Note,
    Part,
    Picture,
    Recipients,
    Report,
    Section,
    Signature,
    Table,
    Text,
)

_DEPARTMENTS = (
    "省住房城乡建设厅 省交通运输厅 省自然资源厅 省水利厅 省农业农村厅 省林业局 省药监局 省文化和旅游厅 省卫生健康委 "
    "省市场监管局 省公安厅 省人力资源社会保障厅 省生态环境厅 省应急厅 省教育厅 省民政厅 省司法厅 省财政厅 省商务厅 "
    "省科技厅 省工业和信息化厅 省民族宗教委 省审计厅 省体育局 省统计局 省粮食和储备局 省能源局 省国防动员办 省消防总队 "
    "省气象局"
)
DEPARTMENTS = _DEPARTMENTS.split()
_NAMES = ("晨间大厅", "上门服务", "自助终端")


def _picture(number: int, width: int, height: int) -> bytes:
    image = Image.new("RGB", (width, height), (214, 222, 232))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 2 // 3, width, height), fill=(160, 150, 140))
    for step in range(4):
        left = width * (step + 0.2) / 4
        draw.rectangle((left, height // 4, left + width / 8, height * 3 // 4), fill=(60 + 40 * number, 90, 140))
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


@cache
def pictures() -> dict[str, bytes]:
    """Return the sample's pictures under their digests."""
    files = [_picture(0, 800, 600), _picture(1, 600, 600), _picture(2, 900, 500)]
    return {hashlib.new("sm3", content).hexdigest(): content for content in files}


def _cells(*texts: str, align: str = "center") -> tuple[Cell, ...]:
    return tuple(Cell(text, align) for text in texts)


def long_table() -> Table:
    """Return a table over more than one page: a head of two rows with merged cells, a total."""
    rows = [(name, 1200 + 37 * place, 1180 + 36 * place) for place, name in enumerate(DEPARTMENTS)]
    head = (
        (Cell("序号", down=2), Cell("部门", down=2), Cell("受理", across=2), Cell("办结", across=2)),
        _cells("本月", "较上月增减", "本月", "办结率"),
    )
    body = tuple(
        (
            *_cells(str(place)),
            Cell(name, "left"),
            *_cells(str(taken), f"{place % 7 - 3}", str(done), f"{100 * done / taken:.1f}%"),
        )
        for place, (name, taken, done) in enumerate(rows, 1)
    )
    taken, done = sum(row[1] for row in rows), sum(row[2] for row in rows)
    total = ((Cell("合计", across=2), *_cells(str(taken), "—", str(done), f"{100 * done / taken:.1f}%")),)
    return Table(text="省直部门窗口办件情况统计表", marker="表1", head=head, rows=body, total=total, unit="件")


def wide_table() -> Table:
    """Return a table of fourteen columns."""
    months = [f"{month}月" for month in range(1, 13)]
    rows = tuple(
        _cells(name, *(str(10321 * place + 17 * month) for month in range(1, 13)), str(123852 * place + 1326))
        for place, name in enumerate(("行政许可", "公共服务", "其他事项"), 1)
    )
    return Table(text="各月受理情况", marker="表2", head=(_cells("类型", *months, "全年"),), rows=rows, unit="件")


def bars() -> Chart:
    """Return a chart of bars with its numbers in it."""
    values = [{"部门": name, "件数": 480 - 55 * place} for place, name in enumerate(DEPARTMENTS[:6])]
    spec = {
        "width": 340,
        "height": 170,
        "data": {"values": values},
        "mark": {"type": "bar", "color": "#1455a4"},
        "encoding": {
            "y": {"field": "部门", "type": "nominal", "sort": None, "title": None},
            "x": {"field": "件数", "type": "quantitative", "title": "受理（件）"},
        },
    }
    return Chart(text="受理量前六位的部门", marker="图1", spec=spec, alt="受理最多的是省住房城乡建设厅，480 件。")


_LONG = (
    "本月，省政务服务中心各窗口共受理各类事项439896件，办结436925件，办结率99.3%，较上月上升0.4个百分点；"
    "其中省住房城乡建设厅受理3件、省交通运输厅受理2件，平均用时3.5个工作日，较2022年同期压缩1.5个工作日。"
    "2022年7月1日至2022年7月31日，共接待群众18509人次，回访企业1204家次，收到锦旗12面。"
)


def _work() -> Part:
    digests = list(pictures())
    photos = tuple(
        Picture(text=name, digest=digest, alt=f"{name}的照片") for name, digest in zip(_NAMES, digests, strict=True)
    )
    blocks = (
        EditorsNote("现将七月份运行情况通报如下，请各窗口对照检查。", marker="编者按："),
        Heading("总体情况", marker="（一）", level=2),
        Text(_LONG),
        Heading("按部门", marker="1.", level=3),
        Text("各部门窗口办件情况见表1。"),
        long_table(),
        Heading("按月份", marker="2.", level=3),
        Heading("各月受理", marker="（1）", level=4),
        wide_table(),
        Text(_LONG * 2),
        Heading("排名情况", marker="（二）", level=2),
        *(
            Listing(f"{name}，受理{500 - 7 * place}件，办结率99.{place}%，" + "办理及时，" * 5, marker=f"{place}．")
            for place, name in enumerate(DEPARTMENTS[:3], 1)
        ),
        bars(),
        Heading("工作剪影", marker="（三）", level=2),
        *photos,
        Text("图片由各窗口提供。"),
        Signature("某省政务服务中心"),
        Signature("2022年8月5日"),
    )
    return Part(
        Heading("政务服务工作", level=0),
        Note("（7月1日—7月31日）"),
        (Section("table", Heading("七月份运行情况", marker="一、"), blocks),),
    )


def _appendix() -> Part:
    head = (_cells("窗口", "超期件数", "责任人", "原因"),)
    reason = "申请材料补正时间较长，且需要跨部门征求意见，已约谈窗口负责人并限期五个工作日内办结"
    rows = tuple((*_cells(name, str(9 - place), "某某"), Cell(reason, "left")) for place, name in enumerate("甲乙丙丁"))
    table = Table(text="", head=head, rows=rows, widths=(1, 1, 1, 4), unit="件")
    return Part(
        Heading("超期办件清单", marker="附件1", level=0), None, (Section("table", None, (table,)),), appendix=True
    )


def everything() -> Report:
    """Return the issue."""
    head = (
        HeadLine("000123", role="copy_number"),
        HeadLine("内部★1年", role="secrecy"),
        HeadLine("特急", role="urgency"),
        HeadLine("政务服务月报", role="title"),
        HeadLine("2022年第7期（总第43期）", role="number"),
        HeadLine("某政服发〔2022〕7号", role="document_number"),
        HeadLine("某省政务服务中心", role="issuer"),
        HeadLine("2022年8月5日", role="date"),
    )
    copied = (
        "省委办公厅，省人大常委会办公厅，省政府办公厅，省政协办公厅，省纪委监委机关，省高级人民法院，省人民检察院。"
    )
    return Report(
        series="monthly",
        title="政务服务月报",
        year=2022,
        number=7,
        issuer="某省政务服务中心",
        issued_on=date(2022, 8, 5),
        head=head,
        parts=(_work(), _appendix()),
        tail=(
            Recipients(copied, marker="抄送：", key="copy"),
            Recipients("各市（州）政务服务管理机构，\n各部门窗口。", marker="发：", key="issue"),
            Recipients("某省政务服务中心办公室　　2022 年 8 月 5 日印发", key="printed"),
            Copies("（共印120份）", count=120),
        ),
    )
