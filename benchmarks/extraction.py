"""Read labelled sentences, and count how many figures are found and right: precision and recall."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from benchmarks.printing import measure
from yichuang.reports.rules.sentences.extract import figures_of
from yichuang.reports.rules.sentences.figure import Figure

FOLDER = Path(__file__).parent / "data" / "extraction"
_CHANGE = re.compile(r"(\S+) ([+-])(\d+(?:\.\d+)?)(?: ([^\s;]+))?")
_LINES = 4000


@dataclass(frozen=True, slots=True)
class Label:
    """One figure as a person read it: name, value (low~high), unit, changes; and the whole it is a part of."""

    key: tuple[str, str, str, str]
    of: str


@dataclass(frozen=True, slots=True)
class Score:
    """How the figures of a set were read."""

    found: int
    labelled: int
    right: int
    unnamed: int  # right but for the name
    parts: int
    parts_right: int

    @property
    def precision(self) -> float:
        """Return the share of the figures found that are right in name, value, unit and change."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Return the share of the figures labelled that were found so."""
        return self.right / self.labelled if self.labelled else 0.0


def run(*, short: bool) -> dict[str, dict]:
    """Return precision and recall on both sets, and the seconds for a line of a megabyte."""
    del short  # the whole takes a second
    results: dict[str, dict] = {}
    for name, precision_aim, recall_aim in (("aside", 0.97, 0.95), ("open", None, None)):
        score = scored(FOLDER / f"{name}.txt")
        of = f"of {score.labelled} labelled figures, {name}.txt"
        results[f"extraction_precision_{name}"] = measure(score.precision, of, aim=precision_aim)
        results[f"extraction_recall_{name}"] = measure(score.recall, of, aim=recall_aim)
        results[f"extraction_unnamed_{name}"] = measure(
            (score.right + score.unnamed) / score.labelled, "recall, the name left aside"
        )
        results[f"extraction_parts_{name}"] = measure(
            score.parts_right / score.parts, f"of {score.parts} parts with the right whole"
        )
    line = "".join(sentence for sentence, _ in sentences(FOLDER / "open.txt")) * _LINES
    line = line[: 1024 * 1024 // 3]
    started = time.perf_counter()
    figures_of(line)
    results["extraction_seconds"] = measure(
        time.perf_counter() - started, "s for a line of 1 MB", aim=10, better="lower"
    )
    return results


def scored(path: Path) -> Score:
    """Return how well the sentences of a file are read."""
    found = labelled = right = unnamed = parts = parts_right = 0
    for sentence, labels in sentences(path):
        figures = figures_of(sentence)
        keys = [as_key(figure) for figure in figures]
        wholes = [(key, figure.of) for key, figure in zip(keys, figures, strict=True)]
        found, labelled = found + len(keys), labelled + len(labels)
        missed = list(labels)
        for label in labels:
            if label.of:
                parts += 1
                parts_right += (label.key, label.of) in wholes
            if label.key in keys:
                keys.remove(label.key)
                right += 1
                missed.remove(label)
        rest = Counter(key[1:] for key in keys)
        unnamed += sum((rest & Counter(label.key[1:] for label in missed)).values())
    return Score(found, labelled, right, unnamed, parts, parts_right)


def sentences(path: Path) -> list[tuple[str, list[Label]]]:
    """Return the sentences of a file with their labels (form: README.txt beside it)."""
    result: list[tuple[str, list[Label]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("="):
            name, value, unit, change, of, *_ = [*(part.strip() for part in line[1:].split("|")), "", ""]
            changes = [
                " ".join((kind, _plain(Decimal(sign + amount)), changed or "")).strip()
                for kind, sign, amount, changed in _CHANGE.findall(change)
            ]
            result[-1][1].append(Label((name, value, unit, "; ".join(changes)), of))
        elif line and not line.startswith("#"):
            result.append((line, []))
    return result


def as_key(figure: Figure) -> tuple[str, str, str, str]:
    """Return a figure as labels are written."""
    value = _plain(figure.value) + (f"~{_plain(figure.high)}" if figure.high is not None else "")
    changes = [f"{one.kind} {_plain(one.value)} {one.unit}".strip() for one in figure.changes]
    return figure.name, value, figure.unit, "; ".join(changes)


def _plain(value: Decimal | int) -> str:
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "0") else text
