"""Which department a story speaks of, found by how such sentences are built: the one that acts stands first.

Works on folded text. No department is listed here; a list of known names may be passed in as data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_HAN = "[\u4e00-\u9fff]"
_CLAUSE = re.compile("[,、:;。!?“”‘’\"'《》()【】]")
_FIRST_SENTENCE = re.compile("[。!?]")
_LEADING = re.compile("^(?:由|在|驻|中共|来自|根据|按照|应邀|[应经据](?=省))+")
_OFFICE = r"(?=窗口|党|副?主任|行政|审批|领导|机关|牵头|组织|召开|$)"  # 办 also begins 办理, 办事, 办好 …
_SUFFIX = (
    r"(?:办公厅|办公室|委员会|(?<![大客])厅|局|(?<!省)(?<!市)(?<!州)委(?![员托会书宣组政网办派任])"
    rf"|办{_OFFICE}|服务(?:和公共资源交易|和资源交易|管理)?中心|交易中心|管理中心|审批中心|(?<={_HAN}{{2}})中心{_OFFICE})"
)
_AT_START = re.compile(rf"(?P<name>{_HAN}{{1,24}}?{_SUFFIX})(?!长(?:进|接))")
_ANYWHERE = re.compile(rf"(?P<name>[省市州县区]{_HAN}{{1,12}}?{_SUFFIX})")
_WINDOW = re.compile(rf"(?P<stem>{_HAN}{{2,12}}?)(?:综合)?窗口")
_NO_STEM = re.compile("综合|部门|大厅|各|服务|办事|政务|本|所有|相关|有关|全体|进驻|[市州县区]$")
_OWN = re.compile("^(?:本)?中心(?:党|领导|主任|副主任|班子|各|机关|组织|召开|纪)")


_TEXT_MAX = 200_000  # characters looked through for a department's full name; an issue has some 5,000

_WINDOWS_MAX = 500  # short names looked up in one text; a hall has some 60 departments


class Departments:
    """Finds the acting department of a story; `known` names and the whole text help with short names of windows."""

    def __init__(self, whole_text: str, *, issuer: str = "", known: Sequence[str] = ()) -> None:
        self._text, self._issuer = whole_text[:_TEXT_MAX], issuer
        self._windows: dict[str, str] = {}
        self._known = sorted(known, key=len, reverse=True)

    def acting_in(self, folded: str) -> str:
        """Return the department that the story's first sentence names first, or "" if none is found.

        A window without its department's full name (交通运输窗口) takes the name under which the department stands
        elsewhere in the report (交通运输厅), or stays as it is written.
        """
        sentence = _FIRST_SENTENCE.split(folded, maxsplit=1)[0][:400]
        for clause in _CLAUSE.split(sentence):
            name = self._in_clause(_LEADING.sub("", clause))
            if name:
                return name
        found = _ANYWHERE.search(folded[:1000])
        return found["name"] if found else ""

    def _in_clause(self, clause: str) -> str:
        for name in self._known:
            if clause.startswith(name):
                return name
        if self._issuer and _OWN.match(clause):
            return self._issuer
        found = _AT_START.match(clause)
        if found and found["name"] not in ("厅", "局", "委", "省厅", "省局", "本厅", "本局"):
            window = _WINDOW.match(found["name"])
            if not window:
                return found["name"]
        window = _WINDOW.match(clause)
        return self._of_window(window["stem"]) if window and not _NO_STEM.search(window["stem"]) else ""

    def _of_window(self, stem: str) -> str:
        if stem not in self._windows:
            if len(self._windows) == _WINDOWS_MAX:
                return f"{stem}窗口"
            self._windows[stem] = self._full_name(stem)
        return self._windows[stem]

    def _full_name(self, stem: str) -> str:
        for name in self._known:
            if stem in name:
                return name
        found = re.search(rf"省?{re.escape(stem)}(?:厅|局|委(?![员托会])|办(?=窗口|公))", self._text)
        return found[0] if found else f"{stem}窗口"
