"""The contract: open to all, complete, with samples that are good as they are and a try-out that takes nothing."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Hall
from tests.exchange.senders import Sender, accept, counts
from tests.web.conftest import Faces
from tests.web.test_gateway_lists import PAGE_BYTES_MAX, register
from tests.web.test_pages import assert_well_formed
from yichuang.exchange import acts
from yichuang.exchange.labels import FILE_FAULTS, ROW_FAULTS
from yichuang.exchange.models import Delivery, HeldRow
from yichuang.exchange.rules.datasets import DATASETS, FORMATS
from yichuang.exchange.rules.words import Way
from yichuang.people.models import Account

CONTRACT, TRY_OUTS = "/exchange/contract/", "/exchange/contract/try-outs/"


def contract(client: Client, query: str = "") -> str:
    """Return the contract's page."""
    answer = client.get(CONTRACT + query)
    assert answer.status_code == 200
    assert len(answer.content) < PAGE_BYTES_MAX
    return answer.content.decode()


def file_of(hall: Hall, folder: Path, dataset: str, *rows: dict[str, str], name: str = "") -> SimpleUploadedFile:
    """Return rows as a CSV file to upload."""
    path = Sender(hall, "SCJG", folder, "").file(dataset, rows, name)
    return SimpleUploadedFile(path.name, path.read_bytes())


def test_the_contract_names_every_data_set_column_and_code(faces: Faces) -> None:
    assert faces.exchange
    page = contract(Client())
    assert_well_formed(page)
    for dataset in DATASETS.values():
        assert f'id="dataset-{dataset.name}"' in page
        for column in dataset.columns:
            assert f'<code>{column.name}</code></th><td data-label="中文名">{column.label}</td>' in page
            for code, meaning in (column.codes or {}).items():
                assert f"<code>{code}</code></th><td>{meaning}</td>" in page
    for fault in (*ROW_FAULTS.values(), *FILE_FAULTS.values()):
        assert f'id="error-{fault.code}"' in page
        assert fault.in_general in page


def test_links_within_the_contract_lead_somewhere(faces: Faces) -> None:
    assert faces.exchange
    page = contract(faces.browser("integrator"))
    ids = set(re.findall(r'id="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= ids
    assert {"ways", "samples", "try-out", "codes-applyer_page_type"} <= links


def test_the_examples_name_the_address_under_which_the_hall_is_reached(faces: Faces) -> None:
    page = Client().get(CONTRACT, headers={"host": "localhost"}).content.decode()
    assert '"http://localhost/api/v1/deliveries?number=' in unescape(page)


def test_every_sample_on_the_page_is_taken_in_as_it_is(faces: Faces, tmp_path: Path) -> None:
    exchange = faces.exchange
    links = re.findall(r'href="(/exchange/contract/samples/SCJG/[^"]+)"', contract(Client()))
    assert len(links) == len(DATASETS) * len(FORMATS)
    sender = Sender(faces.hall, exchange.code, tmp_path, "")
    for place, link in enumerate(links):
        answer = Client().get(link)
        name = re.search(r'filename="([^"]+)"', answer["Content-Disposition"])[1]
        path = tmp_path / name
        path.write_bytes(answer.content)
        receipt = sender.deliver(path, way=Way.COMMAND, number=f"sample-{place}")
        assert counts(receipt)[2:] == (0, 0), link


def test_samples_are_those_of_the_system_that_was_chosen(faces: Faces) -> None:
    assert faces.exchange
    register(faces, "A1")
    assert "/samples/A1/accept.csv" in contract(Client())
    assert "/samples/SCJG/accept.csv" in contract(Client(), "?system=SCJG")
    assert Client().get(f"{CONTRACT}?system=NONE").status_code == 404
    assert Client().get("/exchange/contract/samples/NONE/accept.csv").status_code == 404
    assert Client().get("/exchange/contract/samples/SCJG/nothing.csv").status_code == 404
    assert Client().get("/exchange/contract/samples/SCJG/accept.exe").status_code == 404


def test_without_a_system_the_contract_says_why_there_are_no_samples(faces: Faces) -> None:
    assert "还没有登记任何对接系统" in contract(Client())


def test_the_contract_says_who_may_try_a_file_out(faces: Faces) -> None:
    assert faces.exchange
    assert 'type="file"' in contract(faces.browser("integrator"))
    for person, words in (
        ("anonymous", "登录</a>后试报"),
        ("leader", "您的岗位不能试报"),
        ("foreign-integrator", "不能试报"),
    ):
        page = contract(faces.browser(person))
        assert words in page, person
        assert 'type="file"' not in page


def test_a_file_is_checked_and_nothing_is_taken_in(faces: Faces, tmp_path: Path) -> None:
    assert faces.exchange
    before = Delivery.objects.count(), HeldRow.objects.count()
    rows = [accept("T1"), accept("T2", accept_date="2022-13-01", task_code="none"), accept("T1")]
    upload = {"system": "SCJG", "file": file_of(faces.hall, tmp_path, "accept", *rows)}
    client = faces.browser("integrator")
    answer = client.post(TRY_OUTS, upload, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "行数 3 行 合格 1 行 有误 2 行" in words
    for told in ("malformed_date", "unknown_item", "duplicate_row", "受理时间 accept_date", "没有收下任何内容"):
        assert told in words, told
    assert page.lstrip().startswith('<section id="tried"')
    assert (Delivery.objects.count(), HeldRow.objects.count()) == before
    whole = client.post(TRY_OUTS, {"system": "SCJG", "file": file_of(faces.hall, tmp_path, "accept", accept("T9"))})
    assert_well_formed(whole.content.decode())
    assert "每一行都合格" in whole.content.decode()


def test_only_the_first_hundred_errors_are_listed(faces: Faces, tmp_path: Path) -> None:
    assert faces.exchange
    rows = [accept(f"T{number}", task_code="none") for number in range(150)]
    upload = {"system": "SCJG", "file": file_of(faces.hall, tmp_path, "accept", *rows)}
    answer = faces.browser("integrator").post(TRY_OUTS, upload)
    assert answer.content.decode().count('<th scope="row" data-label="行"') == 100
    assert "前 100 处" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0old", "旧版 Excel"),
        (b"a,b\n1,2\n", "从文件名和表头都看不出"),
        ("办件编号,暗号\nA,1\n".encode(), "从文件名和表头都看不出"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_on_the_page(faces: Faces, content: bytes, words: str) -> None:
    assert faces.exchange
    upload = {"system": "SCJG", "file": SimpleUploadedFile("x.csv", content)}
    client = faces.browser("integrator")
    answer = client.post(TRY_OUTS, upload)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert_well_formed(answer.content.decode())
    upload = {"system": "SCJG", "file": SimpleUploadedFile("x.csv", content)}
    told = client.post(TRY_OUTS, upload, headers={"accept": "application/json"})
    assert told.status_code == 422


def test_a_form_without_a_file_is_told(faces: Faces) -> None:
    assert faces.exchange
    answer = faces.browser("integrator").post(TRY_OUTS, {"system": "NONE"})
    assert answer.status_code == 422
    assert "请选择文件" in answer.content.decode()
    assert "没有这个系统" in answer.content.decode()


@pytest.mark.parametrize(
    ("person", "status"), [("foreign-integrator", 403), ("leader", 403), ("clerk", 403), ("anonymous", 302)]
)
def test_who_may_not_deliver_may_not_try_out(faces: Faces, tmp_path: Path, person: str, status: int) -> None:
    assert faces.exchange
    upload = {"system": "SCJG", "file": file_of(faces.hall, tmp_path, "accept", accept("T1"))}
    assert faces.browser(person).post(TRY_OUTS, upload).status_code == status


def test_a_file_that_is_too_large_is_not_even_read(faces: Faces) -> None:
    assert faces.exchange
    client = faces.browser("integrator")
    answer = client.post(TRY_OUTS, b"x" * (21 * 1024 * 1024), content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422
    assert "文件超过 20 MB" in answer.content.decode()


def test_a_try_out_needs_the_sign_that_the_form_gave(faces: Faces, tmp_path: Path) -> None:
    assert faces.exchange
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(Account.objects.get(pk=faces.accounts["integrator"]))
    upload = {"system": "SCJG", "file": file_of(faces.hall, tmp_path, "accept", accept("T1"))}
    answer = strict.post(TRY_OUTS, upload)
    assert answer.status_code == 403
    assert "csrf_failed" in answer.content.decode()


def test_no_samples_where_a_system_has_no_items(faces: Faces) -> None:
    assert faces.exchange
    acts.allow_items(by=faces.hall.job, code="SCJG", item_codes=[])
    answer = Client().get("/exchange/contract/samples/SCJG/accept.csv")
    assert answer.status_code == 422
    assert "还没有可报送的事项" in answer.content.decode()
