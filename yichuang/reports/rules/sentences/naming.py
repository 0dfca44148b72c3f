"""The name of a figure: a known measure near the number, else the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yichuang.reports.rules.sentences.quantities import Quantity
from yichuang.reports.rules.sentences.words import Words

_SHARE = re.compile(r"占[^占]{0,16}$")
_RATE = re.compile(r"[率度]$")
_COUNTED_OFF = re.compile(r"^(?:（?[\d一二三四五六七八九十]{1,3}[）.、]|[①-⑳]|[一二三四五六七八九十]是)+")
_ENDS = "为达到约近超过均至是由从的在低高于不足"
_HELD = re.compile(r"(?:连续[\d一二三四五六七八九十两]{1,3}个?(?:月|年|周|季度))?(?:保持|稳定|维持)在?$")
_STANDARD = re.compile(
    r"^(.{1,20}[率度])(?:低于|高于|超过|未达|未达到|优于|由|从)[^率度，]{1,14}$"
)  # 满意率低于全市标准 85%
_OF_BODY = re.compile(r"(?<=[位口门局镇县区市])群众")
_HAVING = re.compile(r"现有|共有|设有|拥有|配有|应当|可以|完成(?!率)|累计")
_PLACED = re.compile("(?:集中|分布|涉及|来自|下放|覆盖)[在于至到]$")
_SCORED = re.compile(r"(扣|加|得)分?$")
_ORDINAL = re.compile(r"第[\d一二三四五六七八九十]{1,4}(?!方)[批期次届轮季个名位]?")
_GOES_ON = re.compile("[增减降升提压缩到至赴是为]")  # 由 2,300 人次增至 …: no noun
_RIGHT_MAX = 16
_PERSONS = ("名", "位", "家", "户")  # who does something is counted, not what is done
_BODIES = re.compile("(?:单位|窗口|部门|乡镇|街道|社区|村|县|区|市|企业|机构|平台|系统|大厅|中心)$")
_WITHOUT = ("零", "无")
_OWN_WORDS_MAX = 4
_AMOUNT = ("量", "率", "额")  # 窗口业务量 is no 窗口业务
_AVERAGE = re.compile("[日周月年户人件]均")
_TRAILING = re.compile("^(?:以内|以上|左右|内)?的?")
_ORGAN = re.compile("(.{1,10}?(?:窗口|专窗|中心|局|委))((?!工作|人员|在编|现有|在岗|设|标准)[^窗口]{4,})")
_BRACKET = re.compile(r"（[^（）]{1,8}）")
_MARKS = "，。；：！？（）、\t "


@dataclass(frozen=True, slots=True)
class Name:
    """A name, what stands before it, and whether it is one of the known measures."""

    name: str
    subject: str = ""
    known: bool = False


NOTHING = Name("")


def cleaned(text: str, words: Words) -> str:
    """Return the words of a clause without those at its ends that are no part of a name."""
    whole = _COUNTED_OFF.sub("", text.strip(_MARKS))
    text = whole
    while text[:2] not in words.kept and text not in words.totals and (found := words.lead.match(text)):
        if len(text) == found.end() + 1 and not words.lead.fullmatch(text, found.end()):
            break
        text = text[found.end() :]
    back = text[::-1]
    while back[1::-1] not in words.kept and back[::-1] not in words.totals and (found := words.trail.match(back)):
        if len(back) == found.end() + 1 and not words.trail.fullmatch(back, found.end()):
            break
        back = back[found.end() :]
    text = back[::-1].strip(_MARKS)
    text = text if text.count("“") == text.count("”") else text.strip("“”")
    for pattern in (_HAVING, _ORDINAL):
        *_, last = [None, *pattern.finditer(text)]
        if last and last.end() < len(text):
            text = text[last.end() :]
        elif last and pattern is _ORDINAL:  # 东湖区第一
            text = text[: last.start()]
    return text or next((total for total in words.totals if whole.startswith(total)), "")


def measure_in(text: str, words: Words, *, first: bool = False) -> Name:
    """Return the last (or first) known measure of a clause; one that gives way only if there is no other."""
    best: re.Match[str] | None = None
    for found in words.measures.finditer(text):
        if first and best and best.start() == 0:  # 23 件工单超过办理期限
            break
        if text[max(0, found.start() - 1) : found.start()] in _WITHOUT:  # 零办件单位
            continue
        if words.compound.match(text, found.end()) or text.startswith(("率", "度"), found.end()):
            continue
        after = cleaned(text[found.end() :], words) if words.names[found[0]] in words.final else ""
        if after and after not in words.totals:
            continue
        if best and ((best[0] not in words.weak and found[0] in words.weak) or (first and best[0] not in words.weak)):
            continue
        best = found
    if best is None:
        return NOTHING
    subject = cleaned(text[: best.start()], words) or cleaned(text[best.end() :].removeprefix("类"), words)
    return Name(words.names[best[0]], averaged(text, subject), known=True)


def averaged(text: str, subject: str) -> str:
    """Return a subject that says 日均 or the like where its clause does: an average is not the sum of that name."""
    found = _AVERAGE.search(text)
    return subject if found is None or found[0] in subject else found[0] + subject


def rate_in(text: str, words: Words) -> Name:
    """Return the rate that a clause ends with: a known one, another word in 率 or 度, or a share (占 …)."""
    standard = _STANDARD.search(text)
    text = _HELD.sub("", standard[1] if standard else text).rstrip(_ENDS)
    if not _RATE.search(text) and not any(text.endswith(rate) for rate in words.rates):
        return Name("占比", "", known=True) if _SHARE.search(text) else NOTHING
    known = max((rate for rate in words.rates if text.endswith(rate)), key=len, default="")
    *before, stem = [None, *words.measures.finditer(text[:-1])]
    if (
        stem
        and stem[0] not in words.weak
        and stem.end() == len(text) - 1
        and len(stem[0]) + 1 > len(known)
        and text.endswith("率")
    ):
        last = before[-1]
        if last and last.end() == stem.start():  # 退回补正率 is one name
            return Name(cleaned(text, words))
        rate = words.names[stem[0]] + "率"
        if rate in words.rates or words.names[stem[0]] == stem[0]:
            return Name(rate, cleaned(text[: stem.start()], words), known=True)
        return Name(cleaned(text, words))
    if known:
        return Name(words.rates[known], cleaned(text[: -len(known)], words), known=True)
    return Name(cleaned(text, words))


def noun_at(text: str, words: Words) -> tuple[str, bool]:
    """Return the noun that a text begins with, "" if none is told, and whether it ends with one of the known heads."""
    text = _TRAILING.sub("", text[:_RIGHT_MAX])
    when = words.periods.match(text)
    text = text[when.end() :] if when else text
    cut = words.cuts.search(text.replace("许可", "许□"))  # 可 ends a noun, but not within 许可
    text = text[: cut.start()] if cut else text
    people = _OF_BODY.search(text)  # 9 个单位群众反映较好
    text = text[: people.start()] if people else text
    heads = [
        one for one in words.heads.finditer(text.partition("（")[0]) if text[one.end() : one.end() + 1] not in _AMOUNT
    ]
    last = next((head for head in heads if words.verbs.match(text, head.end())), heads[-1] if heads else None)
    bracket = _BRACKET.match(text, last.end()) if last else None  # 县（市、区）
    if last and bracket:
        return text[: bracket.end()], True
    return (text[: last.end()], True) if last else (text.strip(_MARKS), False)


def name_of(left: str, right: str, quantity: Quantity, words: Words, *, beyond: str = "") -> Name:
    """Return the name of a number from the words before it in its clause and those after it; NOTHING if none tells.

    beyond: the rest of the clause where another number follows in it.
    """
    if quantity.kind == "none" and quantity.written:  # 零投诉
        return measure_in(quantity.written, words)
    if right.startswith("的是"):
        return Name(cleaned(right[2:], words))
    scored = _SCORED.search(left) if quantity.kind == "score" else None
    if scored:
        return Name("得分", "", known=True) if scored[1] == "得" else Name(scored[1])
    noun, sure = noun_at(right, words)
    if sure and _PLACED.search(left):
        return Name(noun)
    rate = rate_in(left, words) if quantity.kind == "rate" or _RATE.search(left.rstrip(_ENDS)) else NOTHING
    if rate.name:
        return rate
    name = measure_in(left, words)
    rest = cleaned(left, words)
    counts_persons = sure and (quantity.unit in _PERSONS or (quantity.unit == "个" and bool(_BODIES.search(noun))))
    if sure and quantity.kind == "rate" and not rest:  # 三分之二的事项
        return Name(noun)
    if not name.known and not rest and quantity.kind not in ("time", "rate") and not counts_persons:
        name = measure_in(right, words, first=True)
        name = name if name.known or sure else measure_in(beyond, words, first=True)
    if name.known:
        return name
    verb = words.verbs.search(rest)
    if verb and verb.end() == len(rest) and noun:
        return Name(verb[0] + noun)
    if sure and quantity.kind == "count":
        return Name(noun)
    if verb and (verb.end() < len(rest) or verb.start() > _OWN_WORDS_MAX):  # 合同签订 is one name
        return Name(rest[verb.start() :])
    who = _ORGAN.fullmatch(rest)
    if who and quantity.kind in ("count", "money"):  # 税务窗口代开发票
        return Name(who[2], who[1])
    return Name(rest or ("" if len(noun) < 2 or _GOES_ON.match(noun) else noun))
