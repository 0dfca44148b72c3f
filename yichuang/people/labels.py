"""The Chinese words of the room `people`."""

from __future__ import annotations

from yichuang.people.rules import ActorKind, DocumentKind, Role

ROLES = {
    Role.CLERK: "窗口人员",
    Role.REVIEWER: "审核人员",
    Role.APPROVER: "审批人员",
    Role.ISSUER: "出件人员",
    Role.INSPECTOR: "巡查人员",
    Role.HALL_MANAGER: "大厅管理人员",
    Role.EDITOR: "周报编辑",
    Role.LEADER: "领导",
    Role.AUDITOR: "监察人员",
    Role.INTEGRATOR: "系统对接人员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
    Role.APPLICANT: "申请人",
    Role.SYSTEM: "部门业务系统",
    Role.CLIENT: "接口调用方",
    Role.JOB: "系统任务",
}

ACTOR_KINDS = {
    ActorKind.STAFF: "工作人员",
    ActorKind.APPLICANT: "申请人",
    ActorKind.SYSTEM: "部门业务系统",
    ActorKind.CLIENT: "接口调用方",
    ActorKind.JOB: "系统任务",
}

DOCUMENT_KINDS = {
    DocumentKind.RESIDENT_ID: "公民身份号码",
    DocumentKind.PASSPORT: "护照",
    DocumentKind.HMT_RESIDENCE: "港澳台居民居住证",
    DocumentKind.PERMANENT_RESIDENCE: "外国人永久居留身份证",
    DocumentKind.CREDIT_CODE: "统一社会信用代码",
}

# Django has no Chinese for all of these.
PASSWORD_FAULTS = {
    "password_too_short": "密码至少{min_length}位",
    "password_too_common": "密码过于常见",
    "password_entirely_numeric": "密码不能全是数字",
}
