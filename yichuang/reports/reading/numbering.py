"""Automatic numbers of a DOCX written out: 一、 （一） 1. and what else numbering.xml can say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from yichuang.reports.reading.package import child, local, value
from yichuang.reports.rules.pieces import to_chinese

_PLACE = re.compile(r"%([1-9])")
_LEGAL = str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_COUNTING = {
    "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "japaneseDigitalTenThousand", "koreanDigital2", "taiwaneseDigital",
}  # fmt: skip
_FROM = {  # the character of 1, and how many follow one another in Unicode
    "decimalEnclosedCircle": ("①", 20), "decimalEnclosedCircleChinese": ("①", 20), "decimalEnclosedParen": ("⑴", 20),
    "decimalEnclosedFullstop": ("⒈", 20), "ideographEnclosedCircle": ("㊀", 10),
}  # fmt: skip
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    legal: bool = False
    restarts: bool = True
    style: str = ""


def numeral(number: int, form: str) -> str:
    """Return a number as w:numFmt `form` writes it; a form that we do not know, or that ends before it, in digits.

    >>> [numeral(12, form) for form in ("chineseCounting", "upperRoman", "lowerLetter", "decimalEnclosedCircle")]
    ['十二', 'XII', 'l', '⑫']
    """
    if form in ("none", "bullet") or number < 1:
        return "" if form in ("none", "bullet") else str(number)
    if form in _COUNTING and number < 100:
        return to_chinese(number)
    if form == "chineseLegalSimplified" and number < 100:
        return to_chinese(number).translate(_LEGAL)
    if form in _FROM and number <= _FROM[form][1]:
        return chr(ord(_FROM[form][0]) + number - 1)
    if form == "ideographTraditional" and number <= len(_STEMS):
        return _STEMS[number - 1]
    if form == "ideographZodiac" and number <= len(_BRANCHES):
        return _BRANCHES[number - 1]
    if form in ("upperLetter", "lowerLetter") and number <= 26 * 20:
        letter = chr(ord("A") + (number - 1) % 26) * (1 + (number - 1) // 26)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman") and number < 4000:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form == "decimalZero":
        return f"{number:02d}"
    return str(number)


def _roman(number: int) -> str:
    words = ""
    for worth, letters in _ROMAN:
        words += letters * (number // worth)
        number %= worth
    return words


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._of_num: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        self._styles: dict[str, tuple[str, Any]] = {}  # based on, numPr
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        self._default = ""  # the style of paragraphs that name none
        for style in styles if styles is not None else ():
            if local(style.tag) == "style":
                name = value(style, "styleId") or ""
                self._styles[name] = (_said(style, "basedOn") or "", child(style, "pPr", "numPr"))
                if (value(style, "default") or "") in ("1", "true", "on") and value(style, "type") == "paragraph":
                    self._default = name
        links: dict[str, str] = {}  # lists that only name the style which has the levels
        for one in numbering if numbering is not None else ():
            if local(one.tag) == "abstractNum":
                number = value(one, "abstractNumId") or ""
                self._abstract[number] = _levels(one)
                if (linked := _said(one, "numStyleLink")) is not None:
                    links[number] = linked
            elif local(one.tag) == "num":
                self._read_num(one)
        self._follow(links)

    def label(self, paragraph: Any) -> str:
        """Return the number that stands before this paragraph, with the blank after it if there is one; "" if none."""
        properties = child(paragraph, "pPr")
        num, level = self._place(child(properties, "numPr"), _said(properties, "pStyle") or "")
        if num not in self._of_num:
            return ""
        abstract, own, overrides = self._of_num[num]
        levels = {**self._abstract.get(abstract, {}), **own}
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        if num not in self._begun:
            self._begun.add(num)
            for place, start in overrides.items():
                counts[place] = start - 1
        here = levels.get(level, _Level())
        counts[level] = here.start if (count := counts[level]) is None else count + 1
        for deeper in range(level + 1, _LEVELS):
            if levels.get(deeper, _Level()).restarts:
                counts[deeper] = None
        return _written(levels, counts, level)

    def _place(self, direct: Any, style: str) -> tuple[str, int]:
        """Return the list's number and the level (from 0) of a paragraph: its own word, else that of its styles."""
        num, level = _said(direct, "numId"), _said(direct, "ilvl")
        holder, seen = "", set()
        style = style or self._default
        while num is None and style in self._styles and style not in seen:
            seen.add(style)
            holder = style
            style, properties = self._styles[style]
            num = _said(properties, "numId")
            level = _said(properties, "ilvl") if level is None else level
        if level is None and num in self._of_num:
            levels = self._abstract.get(self._of_num[num][0], {})
            return num, next((place for place, one in levels.items() if one.style and one.style == holder), 0)
        return num or "0", _place_of(level)

    def _read_num(self, num: Any) -> None:
        abstract, own, overrides = "", {}, {}
        for one in num:
            if local(one.tag) == "abstractNumId":
                abstract = value(one) or ""
            elif local(one.tag) == "lvlOverride":
                place = _place_of(value(one, "ilvl"))
                start, level = _said(one, "startOverride"), child(one, "lvl")
                if start is not None:
                    overrides[place] = _number(start, 1)
                if level is not None:
                    own[place] = _level(level)
        self._of_num[value(num, "numId") or ""] = (abstract, own, overrides)

    def _follow(self, links: dict[str, str]) -> None:
        """Give an abstract list that only names a style the levels of the list which that style has."""
        for number, style in links.items():
            num = self._of_num.get(_said(self._styles.get(style, ("", None))[1], "numId") or "")
            if num:
                self._abstract[number] = self._abstract.get(num[0], {})


def _levels(abstract: Any) -> dict[int, _Level]:
    found = {}
    for one in abstract:
        if local(one.tag) == "lvl":
            found[_place_of(value(one, "ilvl"))] = _level(one)
    return found


def _level(element: Any) -> _Level:
    said = {local(one.tag): value(one) for one in element if local(one.tag) != "AlternateContent"}
    return _Level(
        start=_number(said.get("start"), 1),
        form=said.get("numFmt") or "decimal",
        pattern=(said.get("lvlText") or "")[:40],
        suffix=said.get("suff") or "tab",
        legal="isLgl" in said and said["isLgl"] not in ("0", "false", "off"),
        restarts=said.get("lvlRestart") != "0",
        style=said.get("pStyle") or "",
    )


def _written(levels: dict[int, _Level], counts: list[int | None], level: int) -> str:
    here = levels.get(level, _Level())
    if here.form == "bullet":
        return "• "

    def at(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        one, count = levels.get(place, _Level()), counts[place]
        return numeral(one.start if count is None else count, "decimal" if here.legal else one.form)

    words = _PLACE.sub(at, here.pattern)
    blank = " " if words and here.suffix != "nothing" and words[-1].isascii() and not words[-1].isspace() else ""
    return words + blank


def _said(element: Any, name: str) -> str | None:
    """Return the w:val of a child, None if there is no such child."""
    found = child(element, name)
    return None if found is None else value(found) or ""


def _place_of(level: str | None) -> int:
    return min(_number(level, 0), _LEVELS - 1)


def _number(text: str | None, otherwise: int) -> int:
    try:
        return max(min(int(text or ""), 1 << 20), 0)
    except ValueError:
        return otherwise
