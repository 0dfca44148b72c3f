"""A delivery's receipt, and a refused row on its way: opened with a reason, corrected, or dismissed."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client

from tests.exchange.senders import accept, result
from tests.web.conftest import Faces
from tests.web.exchange import BAD_NUMBER
from tests.web.test_gateway_lists import integrator, text
from yichuang.exchange.models import Delivery
from yichuang.exchange.rules.datasets import ACCEPT
from yichuang.people.models import AccessLog

__all__ = ["integrator"]

GOOD_NUMBER = "999901199001010010"


def typed(page: str) -> dict[str, str]:
    """Return what stands in the fields of a form of a row."""
    fields = {
        name: unescape(value)
        for name, value in re.findall(r'<input type="text" name="(\w+)"(?: value="([^"]*)")?', page)
    }
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', page, re.S):
        fields[name] = next(iter(re.findall(r'<option value="([^"]*)" selected>', options)), "")
    return {name: value for name, value in fields.items() if name in ACCEPT.names}


def opened(client: Client, held: int, purpose: str = "核对后更正") -> str:
    """Open a row and return the page with its form."""
    answer = client.post(f"/exchange/quarantine/{held}/openings/", {"purpose": purpose})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_receipt_tells_the_fates_the_errors_and_the_file(faces: Faces, integrator: Client) -> None:
    page = text(integrator, f"/exchange/deliveries/{faces.exchange.delivery}/")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for told in ("收下 2 行 50.0%", "拒收 2 行 50.0%", "无变化 0 行 0%", "SCJG-accept-0001.csv", "CSV · UTF-8", "命令"):
        assert told in words, told
    assert Delivery.objects.get(pk=faces.exchange.delivery).checksum in page
    assert "hx-trigger" not in page
    for code, rows in (("bad_identity_number", 1), ("date_in_future", 1), ("unknown_item", 1)):
        (href,) = re.findall(rf'{code}</code>.*?class="number"><a href="([^"]+)">{rows}</a>', page, re.S)
        assert text(integrator, unescape(href)).count("<tr data-row>") == rows


def test_a_receipt_can_be_taken_along(faces: Faces, integrator: Client) -> None:
    answer = integrator.get(f"/exchange/deliveries/{faces.exchange.delivery}.json")
    record = json.loads(answer.content)
    assert (record["rows"], record["taken"], record["refused"], record["state"]) == (4, 2, 2, "closed")
    assert "attachment" in answer["Content-Disposition"]


def test_an_open_delivery_says_how_far_it_is_and_asks_again(faces: Faces, integrator: Client) -> None:
    facts = Delivery.objects.filter(pk=faces.exchange.delivery).values().get()
    facts |= {"id": None, "number": "long", "state": "open", "closed_at": None, "rows": 1000}
    running = Delivery.objects.create(**facts)
    page = text(integrator, f"/exchange/deliveries/{running.pk}/")
    assert "已处理 4 行，共 1,000 行" in page
    assert 'hx-trigger="every 2s"' in page
    piece = integrator.get(f"/exchange/deliveries/{running.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert piece.lstrip().startswith('<section id="receipt"')
    assert "处理中" in text(integrator, "/exchange/deliveries/?state=open")


def test_numbers_too_large_for_an_id_are_unknown(integrator: Client) -> None:
    for address in ("/exchange/deliveries/{}/", "/exchange/deliveries/{}.json", "/exchange/quarantine/{}/"):
        assert integrator.get(address.format(10**30)).status_code == 404
    assert integrator.post(f"/exchange/quarantine/{10**30}/openings/", {"purpose": "核对"}).status_code == 404


def test_a_row_stands_masked_with_its_errors_beside_its_fields(faces: Faces, integrator: Client) -> None:
    page = text(integrator, f"/exchange/quarantine/{faces.exchange.held}/")
    assert BAD_NUMBER not in page
    assert "19900000001" not in page
    assert "张**" in page
    for name in ("申请人证件号码", "受理时间"):
        assert re.search(rf'<tr class="wrong"><th scope="row" data-label="列">{name}</th>', page), name
    assert "GB 11643" in page
    assert not AccessLog.objects.filter(kind="disclosure").exists()


def test_a_row_is_opened_with_a_reason_and_the_log_keeps_it(faces: Faces, integrator: Client) -> None:
    page = opened(integrator, faces.exchange.held)
    assert typed(page)["applyer_page_code"] == BAD_NUMBER
    assert page.count('class="error"') == 2
    (line,) = AccessLog.objects.filter(kind="disclosure")
    assert (line.purpose, line.object) == ("核对后更正", f"exchange:{faces.exchange.delivery}/3")


def test_a_row_is_not_opened_without_a_reason(faces: Faces, integrator: Client) -> None:
    answer = integrator.post(f"/exchange/quarantine/{faces.exchange.held}/openings/", {"purpose": " "})
    assert answer.status_code == 422
    assert "请写明查看用途" in answer.content.decode()
    assert BAD_NUMBER not in answer.content.decode()
    assert not AccessLog.objects.filter(kind="disclosure").exists()


def test_what_is_still_wrong_stands_at_its_column_and_what_was_typed_stays(faces: Faces, integrator: Client) -> None:
    cells = typed(opened(integrator, faces.exchange.held))
    cells |= {"applyer_name": "", "contact_mobile": "0199", "apply_type": "7", "address": "新街 2 号"}
    answer = integrator.post(f"/exchange/quarantine/{faces.exchange.held}/corrections/", cells)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "有 5 处需要修改" in page
    for name in ("applyer_name", "contact_mobile", "apply_type", "applyer_page_code", "accept_date"):
        assert re.search(rf'id="id_{name}_error"', page), name
    assert {name: text for name, text in typed(page).items() if text} == {
        name: text for name, text in cells.items() if text
    }
    assert faces.exchange.row().state == "quarantined"


def test_a_corrected_row_is_taken_and_the_page_leads_to_the_next(faces: Faces, integrator: Client) -> None:
    held = faces.exchange.held
    cells = typed(opened(integrator, held)) | {"applyer_page_code": GOOD_NUMBER, "accept_date": "2022-05-06 09:30"}
    answer = integrator.post(f"/exchange/quarantine/{held}/corrections/", cells, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/exchange/quarantine/{held}/", 302)]
    assert "这一行已更正并收下" in page
    assert f'href="/exchange/quarantine/{held + 1}/">本批下一行' in page
    assert "打开并更正" not in page
    assert faces.exchange.row().state == "corrected"
    again = integrator.post(f"/exchange/quarantine/{held}/corrections/", cells)
    assert again.status_code == 409
    assert "已经处理过" in again.content.decode()


def test_a_correction_may_have_to_wait_for_its_case(faces: Faces, integrator: Client) -> None:
    faces.exchange.send("result", result("Z1", result_date="2022-05-16", delivery_way="pigeon"))
    held = faces.exchange.last_held()
    page = opened(integrator, held)
    assert "01 准予（办结）（贵系统代码）" in page
    assert "pigeon （不在代码表中）" in page
    cells = {"project_no": "Z1", "result_type": "01", "result_date": "2022-05-16"}
    page = integrator.post(f"/exchange/quarantine/{held}/corrections/", cells, follow=True).content.decode()
    assert "这一行已更正。它的办件还没有到" in page
    assert faces.exchange.row(held).state == "parked"


def test_a_row_that_could_not_be_read_shows_its_text_once_opened(faces: Faces, integrator: Client) -> None:
    faces.exchange.send_text("SCJG-accept-0009.csv", '"张某甲,没有结束\n')
    held = faces.exchange.last_held()
    page = text(integrator, f"/exchange/quarantine/{held}/")
    assert "张某甲" not in page
    assert "这一行没能分成各列" in page
    assert "引号没有结束" in page
    page = opened(integrator, held)
    assert "张某甲,没有结束" in page
    cells = accept("N1")
    assert "已更正并收下" in integrator.post(
        f"/exchange/quarantine/{held}/corrections/", cells, follow=True
    ).content.decode()  # fmt: skip


def test_a_row_is_dismissed_with_a_remark_for_good(faces: Faces, integrator: Client) -> None:
    held = faces.exchange.held
    assert '<dialog id="dismissal"' in text(integrator, f"/exchange/quarantine/{held}/")
    answer = integrator.post(f"/exchange/quarantine/{held}/dismissals/", {"remark": " "})
    assert answer.status_code == 422
    assert "请写明不再收的原因" in answer.content.decode()
    page = integrator.post(f"/exchange/quarantine/{held}/dismissals/", {"remark": "测试数据"}, follow=True)
    assert "已决定不再收这一行：测试数据" in page.content.decode()
    assert faces.exchange.row().state == "dismissed"
    assert integrator.post(f"/exchange/quarantine/{held}/dismissals/", {"remark": "再来"}).status_code == 409


def test_a_row_that_came_again_well_leads_to_the_delivery_that_brought_it(faces: Faces, integrator: Client) -> None:
    brought = faces.exchange.send("accept", accept("A3"), name="SCJG-accept-0002.csv")
    page = text(integrator, f"/exchange/quarantine/{faces.exchange.held}/")
    assert "部门改好后重新报送，已收下" in page
    assert f'href="/exchange/deliveries/{brought.delivery}/">看收下它的批次' in page


def test_a_row_that_waits_needs_nobody(faces: Faces, integrator: Client) -> None:
    page = text(integrator, f"/exchange/quarantine/{faces.exchange.waiting}/")
    assert "办件到了之后自动收下，不用处理" in page
    assert "打开并更正" not in page


@pytest.mark.parametrize(
    ("person", "status"),
    [("foreign-integrator", 404), ("leader", 403), ("clerk", 404), ("system-admin", 403), ("anonymous", 302)],
)
def test_who_may_not_correct_gets_nowhere(faces: Faces, person: str, status: int) -> None:
    held, client = faces.exchange.held, faces.browser(person)
    answer = client.post(f"/exchange/quarantine/{held}/openings/", {"purpose": "核对"})
    assert answer.status_code == status
    assert BAD_NUMBER not in answer.content.decode()
    for noun, content in (("corrections", accept("A3")), ("dismissals", {"remark": "不要"})):
        assert client.post(f"/exchange/quarantine/{held}/{noun}/", content).status_code in (302, 403, 404)
    assert faces.exchange.row().state == "quarantined"
    assert not AccessLog.objects.filter(kind="disclosure").exists()
    if person == "leader":
        assert "打开并更正" not in text(client, f"/exchange/quarantine/{held}/")


def test_a_program_is_told_as_json(faces: Faces, integrator: Client) -> None:
    answer = integrator.post(
        f"/exchange/quarantine/{faces.exchange.held}/corrections/", accept("A3", accept_date="?"),
        headers={"accept": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "still_wrong"
