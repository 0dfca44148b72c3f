"""Sample rows of every data set: one small story about people who do not exist, told as a system would deliver it.

Four cases are told over the data sets: one with a supplement and an expert review, granted and sent by post; one
extended and refused; one under test still; one withdrawn. Four others are told in the compact form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from yichuang.exchange.rules.datasets import DATASETS
from yichuang.people.rules import credit_code_check, resident_id_check

Row = dict[str, str]

_PUBLIC_SERVICE = "2"  # item types of these begin so; they know no extension
# GB/T 2260 has no province 99 and no town the area code 0199, so these are nobody's.
_PERSONS = (("赵某甲", "99900019850101001"), ("钱某乙", "99900119900615002"), ("孙某丙", "99900219781120003"))
_FIRM = ("某甲子商贸有限公司", "91999000MA9000001")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the story plays: whose system, which item, and the day before which all of it has happened."""

    system_code: str
    item_code: str
    day: date
    item_type: str = ""
    department_code: str = ""
    region_code: str = ""

    def at(self, days_before: int, time_of_day: str = "") -> str:
        """Return the day that many days before, with a time of day if one is given."""
        day = (self.day - timedelta(days_before)).isoformat()
        return f"{day} {time_of_day}" if time_of_day else day

    def number(self, serial: int) -> str:
        """Return the number of a case as this system would write it."""
        return f"{self.day:%Y%m%d}-YB-{serial:04d}"


def samples(setting: Setting) -> dict[str, list[Row]]:
    """Return rows by data set; columns of which a row says nothing are left out."""
    told = {
        "accept": _accepted(setting), "process": _steps(setting), "special": _special(setting),
        "supplement": _supplements(setting), "result": _results(setting), "compact": _compact(setting),
    }  # fmt: skip
    assert told.keys() == DATASETS.keys()
    return told


def _person(place: int) -> Row:
    name, body = _PERSONS[place]
    return {
        "applyer_type": "1", "applyer_name": name, "applyer_page_type": "resident_id",
        "applyer_page_code": body + resident_id_check(body), "contact_mobile": f"0199-2000000{place + 1}",
    }  # fmt: skip


def _firm() -> Row:
    name, body = _FIRM
    agent, agent_body = _PERSONS[2]
    return {
        "applyer_type": "2", "applyer_name": name, "applyer_page_type": "credit_code",
        "applyer_page_code": body + credit_code_check(body), "contact_name": agent, "contact_type": "resident_id",
        "contact_code": agent_body + resident_id_check(agent_body), "contact_mobile": "0199-20000009",
        "address": "虚构市样例路1号",
    }  # fmt: skip


def _case(setting: Setting, serial: int, **more: str) -> dict[str, str]:
    """Return number and place of a case; codes that the setting does not name are left to the system's defaults."""
    place = {
        "task_code": setting.item_code, "task_type": setting.item_type, "org_code": setting.department_code,
        "area_code": setting.region_code,
    }  # fmt: skip
    given = {name: code for name, code in place.items() if code}
    return {"project_no": setting.number(serial), **given, **more}


def _accepted(of: Setting) -> list[Row]:
    return [
        _case(of, 1, apply_type="2", project_name="样例：补正并经专家评审", apply_date=of.at(40, "09:12:00"),
              accept_date=of.at(34, "10:05:30")) | _person(0),
        _case(of, 2, apply_type="1", project_name="样例：延长审批后不予", apply_date=of.at(30, "14:20:00"),
              accept_date=of.at(30, "15:01:10")) | _firm(),
        _case(of, 3, apply_type="3", project_name="样例：检测中", apply_date=of.at(6), accept_date=of.at(5))
        | _person(1),
        _case(of, 4, apply_type="1", project_name="样例：申请人撤回", accept_date=of.at(12, "09:30:00")) | _person(2),
    ]  # fmt: skip


def _supplements(of: Setting) -> list[Row]:
    return [
        {"project_no": of.number(1), "notice_time": of.at(39, "11:00:00"),
         "notice_explain": "申请表缺签名；\n请补交场所使用证明复印件一份", "supplement_time": of.at(35, "16:40:00")},
    ]  # fmt: skip


def _special(of: Setting) -> list[Row]:
    extension: list[Row] = [
        {"project_no": of.number(2), "special_no": "1", "special_type": "1", "special_time": of.at(29, "16:00:00"),
         "special_days": "5", "special_approver": "局长", "special_reason": "complex_matter",
         "special_explain": "需进一步核实经营场所情况"},
    ]  # fmt: skip
    return [
        {"project_no": of.number(1), "special_no": "1", "special_type": "2", "special_name": "expert_review",
         "special_time": of.at(33, "09:00:00"), "end_time": of.at(22, "17:00:00"),
         "special_explain": "组织专家现场评审"},
        *(extension if not of.item_type.startswith(_PUBLIC_SERVICE) else []),
        {"project_no": of.number(3), "special_no": "1", "special_type": "2", "special_name": "testing",
         "special_time": of.at(4), "special_explain": "样品送检，尚未出具报告"},
    ]  # fmt: skip


def _steps(of: Setting) -> list[Row]:
    def step(serial: int, no: int, name: str, action: str, start: str, end: str, opinion: str) -> Row:
        row = {
            "project_no": of.number(serial), "step_no": str(no), "process_name": name, "event_name": action,
            "event_start_time": start, "event_end_time": end, "handle_user_name": "周某丁", "handle_explain": opinion,
        }  # fmt: skip
        return {column: content for column, content in row.items() if content}

    return [
        step(1, 1, "受理", "1", of.at(34, "10:05:30"), of.at(34, "10:20:00"), "材料齐全，予以受理"),
        step(1, 2, "审查", "1", of.at(34, "14:00:00"), of.at(21, "11:30:00"), "专家评审意见：符合条件"),
        step(1, 3, "决定", "1", of.at(21, "15:00:00"), of.at(20, "10:30:00"), "准予"),
        step(2, 1, "受理", "1", of.at(30, "15:01:10"), of.at(30, "15:10:00"), ""),
        step(2, 2, "审查", "2", of.at(29, "09:00:00"), of.at(23, "17:00:00"), "现场与申请材料不符"),
        step(3, 1, "受理", "1", of.at(5, "09:00:00"), of.at(5, "09:15:00"), ""),
        step(3, 2, "审查", "9", of.at(4, "09:00:00"), "", "等待检测报告"),
    ]


def _results(of: Setting) -> list[Row]:
    return [
        {"project_no": of.number(1), "result_type": "granted", "result_date": of.at(20, "10:30:00"),
         "delivery_way": "express", "delivery_date": of.at(17, "15:20:00")},
        {"project_no": of.number(2), "result_type": "refused", "result_date": of.at(22, "16:45:00"),
         "result_reason": "conditions_unmet", "result_explain": "经营场所不符合规定的条件", "remedy": "standard",
         "delivery_way": "window", "delivery_date": of.at(21, "09:10:00")},
        {"project_no": of.number(4), "result_type": "withdrawn", "result_date": of.at(11, "11:00:00")},
    ]  # fmt: skip


def _compact(of: Setting) -> list[Row]:
    return [
        _case(of, 11, apply_type="2", accept_date=of.at(9), result_date=of.at(8), result_type="granted") | _person(0),
        _case(of, 12, apply_type="1", accept_date=of.at(2, "09:40:00")) | _firm(),
        _case(of, 13, apply_type="1", result_date=of.at(3), result_type="not_required",
              result_reason="no_permit_needed", result_explain="所述事项依法不需要办理") | _person(1),
        _case(of, 14, apply_type="2", result_date=of.at(3), result_type="out_of_scope",
              result_reason="other_authority", result_explain="不属于本机关职权范围，请向有权机关申请",
              remedy="standard") | _person(2),
    ]  # fmt: skip
