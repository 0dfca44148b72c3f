"""Six whole reports as centres of different manner write them; all invented. TXT as text, DOCX from XML."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from tests.reports.files import SPACES, cell, paragraph, table, word_file

CIRCULAR = """临江市政务服务管理局文件

临政管〔2022〕3号

关于2022年第三季度全市政务服务窗口
运行情况的通报

各县（市、区）政务服务管理局，市直各进驻单位：
    现将第三季度全市政务服务窗口运行情况通报如下。
    一、总体情况
    第三季度，全市窗口共受理各类申请48,620件，办结48,112件，办结率98.96%；受理量同比增长6.4%，环比下降2.1%。
    （一）办件质效
    1.提速情况。承诺时限平均3.5个工作日，比法定时限压缩72.4%；平均办结时长由1天4小时缩短至20小时30分钟。
    2.网上办理
    网办率91.3%，较上季度提高1.8个百分点；三分之二的县（市、区）高于全市平均水平。
    （1）掌上办。移动端办理1.26万件，占25.9%。
    （2）自助办。自助终端办理3,205件，与上季度持平。
    （二）服务评价
    收到评价36,402条，其中好评36,380条、差评22条；差评整改率100%，过半窗口零投诉。
    二、存在问题
    督查发现问题17个，主要集中在以下3个方面：
    一是空岗离岗4人次，较上季度减少3人次；二是超期办件9件，涉及市住建局5件、市水务局4件；三是群众等候时间偏长，最长达1小时25分钟。
    三、下一步工作
    请各单位于10月31日前将整改情况报送市政务服务管理局，整改期限不超过15日。

    附件：1.各县（市、区）办件情况统计表
          2.窗口评价排名表

临江市政务服务管理局
二〇二二年十月十二日

附件1
各县（市、区）办件情况统计表
单位：件
地区\t受理量\t\t办结量\t办结率
\t本季\t上季\t\t
东湖区\t20,310\t20,050\t20,112\t99.03%
西山区\t15,120\t16,002\t14,980\t99.07%
南城县\t13,190\t13,610\t13,020\t98.71%
合计\t48,620\t49,662\t48,112\t98.96%

附件2
窗口评价排名表
名次\t窗口\t好评率（%）\t评价数（条）
1\t税务\t100\t8,200
2\t公安\t99.98\t7,431
"""

HOTLINE = """青石市12345政务服务便民热线月报
2023年第5期（总第74期）
青石市热线工作领导小组办公室                      2023年6月9日
（5月1日—5月31日）

一、诉求受理情况
5月，共受理企业群众诉求32,406件，同比下降12.5%，环比上升3.2%，日均1,045件。诉求来源如下：
来源 | 数量 | 占比
电话 | 29,165 | 90.00%
微信 | 2,268 | 7.00%
网站 | 973 | 3.00%
总计 | 32,406 | 100%
二、诉求分类
咨询类20,150件，占62.18%；求助类7,230件，占22.31%；投诉类4,126件，占12.73%；其他900件，占2.78%。
三、承办情况
（一）工单办理
本月转派工单8,412件，按期签收率100%，按期办结率99.6%，平均办理用时2天6小时。
（二）承办量前三位的单位
工单量居前的单位为：市住建局1,204件（同比上升8.1%）、市城管局980件（同比下降3.4%）、市公安局866件（与上年同期持平）。
（三）不满意工单
群众不满意工单84件，不满意率1.0%，其中市交通局21件、市水务集团17件。
四、热点问题
1.物业管理类（1,880件，占比5.8%，环比上升0.6个百分点）。主要反映物业服务、停车管理等问题。
2.供水供气类（1,102件，占比3.4%）。每百户来电0.7件。

报：市委、市政府领导。
送：市级各部门，各县（市、区）人民政府。
（共印 80 份）
"""

WEEKLY = """内部资料  注意保存

政务服务工作简报
第十二期
白鹭县行政审批局办公室编            二〇二三年三月二十四日
签发：李某

本期要目
县政务大厅一周运行情况
窗口动态

【一周运行】
3月18日至3月24日，县政务大厅接待群众4,120人次，受理1,986件，当场办结1,402件，即办率70.6%。
办件量前五名：社保612件、医保488件、公安301件、税务276件、不动产154件。
【窗口动态】
3月20日，县市场监管局窗口上门为3家养殖企业办理变更登记。
近日，县医保局窗口推出“周末不打烊”服务，办理业务46件。

编辑：王某    审核：张某
"""

VILLAGE = """柳林镇便民服务中心5月份工作小结

总体情况
5月份，柳林镇便民服务中心共办理各类事项1,032件，比上月多41件，增长4.1%，日均47件，最高日89件。
主要做法
第一、延长服务时间
周六开放窗口2个，受理118件，占全月的十分之一以上。
第二、上门代办
为行动不便老人上门代办63人次，其中社保认证41人次、老年证办理22人次。
存在不足
自助机故障3次，累计停用2天3小时；村级代办点16个，有4个连续两个月办件量为零。

柳林镇便民服务中心
2023年6月1日
"""

_STYLES = (
    f'<w:styles {SPACES}><w:style w:type="paragraph" w:styleId="a"><w:name w:val="Title"/></w:style>'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="h{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2, 3)
    )
    + '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="本局二级"/><w:basedOn w:val="h2"/></w:style>'
    + "</w:styles>"
)


def _styled(text: str, style: str) -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>')


def _row(*texts: str) -> str:
    return "".join(cell(text) for text in texts)


def half_year() -> bytes:
    """Return an analysis whose headings have no numbers but styles, with a table whose head is merged."""
    across, down = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>'
    grid = table(
        cell("类别", down) + cell("受理（件）", across) + cell("满意率", down),
        cell("", "<w:vMerge/>") + cell("本期") + cell("去年同期") + cell("", "<w:vMerge/>"),
        _row("投资建设", "1,204", "1,100", "99.2%"),
        _row("社会事务", "8,796", "8,400", "99.8%"),
        _row("合计", "10,000", "9,500", "99.7%"),
    )
    body = [
        _styled("云岭州政务服务中心", "a"), _styled("2023年上半年运行分析", "a"),
        _styled("运行概况", "h1"),
        paragraph("上半年，州中心受理10,000件，办结9,870件，办结率98.7%，受理量同比增加500件，增长5.3%。"),
        _styled("办件结构", "own"), paragraph("表1 分类办件情况"), grid,
        _styled("时限", "own"),
        paragraph("审批时限由法定45日压缩至12.5个工作日；不动产登记平均用时2小时15分钟，企业开办0.5天办结。"),
        _styled("评价与投诉", "h1"), paragraph("评价率在92%—97%之间，差评6条，同比下降六成；投诉为零。"),
        _styled("建议", "h1"), _styled("人员", "h2"), paragraph("窗口缺员8人，占编制的4.2%。"),
    ]  # fmt: skip
    parts = {"word/styles.xml": _STYLES}
    return word_file("".join(body), parts=parts, relations=(("styles", "styles.xml"),))


def trading() -> bytes:
    """Return a bulletin of a trading centre: signs and styles together, amounts of money, a table in 万元."""
    grid = table(
        _row("类别", "项目数（个）", "交易额（万元）", "节约资金（万元）", "节资率", "同比"),
        _row("工程建设", "86", "124,500.5", "6,830.2", "5.20%", "-3.4%"),
        _row("政府采购", "142", "8,640", "512.4", "5.60%", "+12%"),
        _row("其中：货物", "97", "5,210", "301", "5.46%", "—"),
        _row("合计", "228", "133,140.5", "7,342.6", "5.23%", "-2.5%"),
    )
    body = [
        paragraph("公共资源交易工作通报"), paragraph("〔2023〕第4期"),
        paragraph("云岭州公共资源交易中心\u3000\u3000\u3000\u30002023-05-08"), paragraph(""),
        _styled("一、交易概况", "h1"),
        paragraph("4月，进场交易项目228个，交易额13.31亿元，同比下降2.5%；开标率由91%提高到97.4%。"),
        _styled("（一）分类情况", "h2"), grid,
        _styled("（二）评标情况", "h2"), paragraph("抽取评标专家412人次，远程异地评标占三成，平均评标用时3小时40分。"),
        _styled("二、监督情况", "h1"), paragraph("受理异议5件，办结4件，其余1件正在办理；实现零举报。"),
        paragraph("云岭州公共资源交易中心"), paragraph("2023年5月8日"),
    ]  # fmt: skip
    return word_file("".join(body), parts={"word/styles.xml": _STYLES}, relations=(("styles", "styles.xml"),))


def texts_of(content: bytes) -> list[str]:
    """Return the texts that the XML of a DOCX holds."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return re.findall(r"<w:t[^>]*>([^<]+)<", archive.read("word/document.xml").decode())
