"""What reading yields: batches of rows as columns of text, and the rows that could not be read as cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

RAW_LIMIT = 64 * 1024  # bytes kept of a damaged row
_NUL_SHOWN = "\u2400"  # PostgreSQL keeps no NUL in a text

DAMAGE = {
    "cells_wrong": "本行有 {found} 格，表头为 {expected} 格",
    "bytes_undecodable": "本行有不能按 {encoding} 解码的字节",
    "nul_byte": "本行含空字符（NUL）",
    "quote_unclosed": "引号没有结束",
    "quote_misplaced": "引号的位置不对：引号内的引号应写成两个，引号之后应为逗号或换行",
    "line_break_stray": "引号之外有单独的回车符",
    "row_too_long": "本行过长",
    "json_broken": "本行不是完整的 JSON 对象",
    "json_nested": "{column} 的值应为文字或数字，不应为对象或数组",
    "keys_unknown": "有约定之外的字段：{keys}",
    "keys_twice": "同一字段出现两次：{keys}",
    "text_broken": "{column} 含不成对的代理字符，不是文字",
    "cell_error": "{column} 是电子表格的错误值 {content}",
    "cell_formula": "{column} 是公式；请改为值",
    "digits_lost": "{column} 是超过 15 位的数值，后几位已经丢失；请以文本保存该列",
}


@dataclass(frozen=True, slots=True)
class Damaged:
    """A data row that cannot be read as cells: its place (from 1), its raw text, what is wrong with it."""

    row: int
    raw: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows in the file's order.

    frame:   `row` (Int64, from 1) and every column of the data set in its order, as String; null where nothing is said.
    damaged: the rows of the same stretch that are not in the frame.
    """

    frame: pl.DataFrame
    damaged: tuple[Damaged, ...] = ()


def damage(row: int, raw: str, code: str, **facts: object) -> Damaged:
    """Return a damaged row; `facts` fill the message. The raw text is cut to `RAW_LIMIT` bytes."""
    kept = _shown(raw.rstrip("\r\n"))[:RAW_LIMIT].decode("utf-8", "ignore")
    return Damaged(row, kept, code, _shown(DAMAGE[code].format(**facts)).decode())


def _shown(text: str) -> bytes:
    """Return a text that the database keeps and every page shows: no NUL, no halves of characters."""
    return text.replace("\0", _NUL_SHOWN).encode("utf-8", "replace")


def shaped(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return `row` and the named columns in this order; those that are absent are empty."""
    present = set(frame.columns)
    return frame.select(
        pl.col("row").cast(pl.Int64),
        *(pl.col(name) if name in present else pl.lit(None, pl.String).alias(name) for name in names),
    )


def grouped(pieces: Iterable[Batch], *, after: int, size: int) -> Iterator[Batch]:
    """Cut what a format's reader yields into batches of exactly `size` rows (the last one shorter), from `after` on."""
    frames: list[pl.DataFrame] = []
    damaged: list[Damaged] = []
    held, first = 0, after + 1
    for piece in pieces:
        frame = piece.frame.filter(pl.col("row") > after)
        hurt = [one for one in piece.damaged if one.row > after]
        frames.append(frame)
        damaged += hurt
        held += frame.height + len(hurt)
        if held < size:
            continue
        whole = pl.concat(frames)
        while held >= size:
            cut = whole["row"].search_sorted(first + size, side="left")
            yield Batch(whole[:cut], tuple(one for one in damaged if one.row < first + size))
            whole, damaged = whole[cut:], [one for one in damaged if one.row >= first + size]
            held, first = held - size, first + size
        frames = [whole]
    if held:
        yield Batch(pl.concat(frames), tuple(damaged))
