"""What is told only when rows meet the ledger or each other, and why a whole delivery may be refused.

Beside `codes.FAULTS`; the wording here is that of lists of codes, an answer itself is more exact.
"""

from __future__ import annotations

from collections.abc import Mapping

from yichuang.exchange.rules.codes import Fault

_REGISTERED, _ONCE = "对接系统登记", "同一批内一事一行"
_OF_ROWS = (
    Fault("duplicate_row", "与本批前面的某一行重复（办件编号和序号相同），以前面的一行为准", _ONCE),
    Fault("not_yours", "该编号的办件不属于贵系统可报送的部门或事项", _REGISTERED),
    Fault("recorded_differs", "与已登记的内容不一致。确需更改的，请以修订批次报送", "已登记的不因重送而改变"),
    Fault("unlawful_act", "办件处于的状态依法不能有这一步，例如未受理即办结、办结后再延期", "行政许可法"),
)
_OF_FILES = (
    Fault("file_unreadable", "文件不能读取：空文件、旧版 Excel、UTF-16、损坏的压缩包等", "文件格式"),
    Fault("file_too_large_inside", "XLSX 解压后过大，请改用 CSV 或 Parquet", "文件格式"),
    Fault("sheets_many", "XLSX 有一个以上工作表有数据，只读第一个工作表", "文件格式"),
    Fault("dataset_unclear", "从文件名和表头都看不出是哪一种数据", "文件格式"),
    Fault("columns_missing", "缺少该数据集的必备列", "数据集格式"),
    Fault("columns_unknown", "有该数据集没有的列", "数据集格式"),
    Fault("columns_twice", "有重复的列", "数据集格式"),
    Fault("columns_unreadable", "Parquet 的列不是文字、数字或时间", "文件格式"),
    Fault("malformed_file_name", "监视目录中的文件名不是“系统代码-数据集-序号[-r修订号].格式[.gz]”", "文件格式"),
    Fault("not_a_file", "不是普通文件（文件夹、链接等）", "文件格式"),
    Fault("unreadable_gzip", "写明是 gzip，却不能解开", "文件格式"),
    Fault("unknown_dataset", "没有这个名称的数据集", "报送信封"),
    Fault("unknown_format", "没有这个名称的格式", "报送信封"),
    Fault("unknown_encoding", "没有这个名称的编码", "报送信封"),
    Fault("format_not_agreed", "不是约定的格式（监视目录和 HTTP 只收约定的一种）", _REGISTERED),
    Fault("checksum_differs", "文件的 SM3 与报送方写明的不一致，请重新传输", "报送信封"),
    Fault("count_differs", "文件中的行数与报送方写明的不一致", "报送信封"),
    Fault("delivery_differs", "同一批号、同一修订号已报送过另一内容；要更改请用新的修订号", "批次身份"),
    Fault("malformed_delivery_number", "批号不超过 100 个字符，不含控制字符", "报送信封"),
    Fault("malformed_revision", "修订号应为 0 至 1000000 的整数", "报送信封"),
    Fault("not_this_system", "登录的系统与报送的系统不是同一个", _REGISTERED),
    Fault("system_ended", "系统不在启用期内", _REGISTERED),
    Fault("front_unreachable", "前置库无法连接", "前置库"),
    Fault("front_broken", "读取前置库时出错", "前置库"),
    Fault("table_missing", "前置库中没有登记的表，或登记的用户无权读取", "前置库"),
    Fault("watermark_unsuitable", "水位列不是整数、时间、日期或文字", "前置库"),
    Fault("no_room", "大厅的磁盘已满，文件没有收下，请稍后重新报送", "大厅"),
    Fault("file_not_kept", "大厅不能存入文件，文件没有收下，请稍后重新报送", "大厅"),
    Fault("not_allowed", "没有报送的权限", _REGISTERED),
)
OF_ROWS: Mapping[str, Fault] = {fault.code: fault for fault in _OF_ROWS}
OF_FILES: Mapping[str, Fault] = {fault.code: fault for fault in _OF_FILES}
