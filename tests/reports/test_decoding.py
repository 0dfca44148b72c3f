"""What kinds of files are read, and what the others are told."""

from __future__ import annotations

import codecs
import os

import pytest

from tests.reports.samples import SIBLING
from yichuang.kit.errors import Refusal
from yichuang.reports.rules.decode import LIMIT_BYTES, check_size, decode

TEXT = SIBLING.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), id="UTF-8 with mark"),
        pytest.param(TEXT.encode("gb18030"), id="GB18030"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16 with mark"),
        pytest.param(TEXT.encode("utf-16-le"), id="UTF-16-LE"),
        pytest.param(TEXT.encode("utf-16-be"), id="UTF-16-BE"),
        pytest.param(codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), id="UTF-32"),
    ],
)
def test_a_chinese_text_is_read_in_any_usual_encoding(content):
    assert decode(content) == TEXT


@pytest.mark.parametrize("character", ["㐂", "𠮷", "〇", "龘"])
def test_rare_characters_survive_gb18030(character):
    text = f"窗口负责人姓{character}，负责综合窗口。"
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "report_empty"),
        (b" \n\t\n", "report_empty"),
        (codecs.BOM_UTF8, "report_empty"),
        (bytes(range(256)) * 8, "report_binary"),
        (b"\x00" * 4096, "report_binary"),
        (b"%PDF-1.7\n", "report_binary"),
        (b"PK\x03\x04rest", "report_binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "report_binary"),
        (b"\x89PNG\r\n\x1a\n", "report_binary"),
        (TEXT.encode()[:-2], "report_encoding"),
        (TEXT.encode("utf-16")[:-1], "report_encoding"),
        (b"\x01\x02\x03\x04\x05" * 100, "report_binary"),
        ("中".encode() * (LIMIT_BYTES // 3 + 1), "report_too_large"),
    ],
)
def test_a_file_that_is_no_issue_gets_a_reason(content, code):
    with pytest.raises(Refusal) as refusal:
        decode(content)
    assert refusal.value.code == code
    assert refusal.value.field == "FILE"
    assert refusal.value.rule
    assert refusal.value.message.endswith("。")


def test_noise_is_never_taken_for_text():
    for _ in range(50):
        with pytest.raises(Refusal):
            decode(os.urandom(4096))


def test_a_file_of_200_mb_is_refused_before_it_is_read():
    with pytest.raises(Refusal) as refusal:
        check_size(200 * 1024 * 1024)
    assert refusal.value.code == "report_too_large"
