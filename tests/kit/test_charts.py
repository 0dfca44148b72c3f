"""Charts are drawn from what they hold, and fetch nothing."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

from yichuang.kit import charts

BARS = {
    "width": 200,
    "height": 100,
    "data": {"values": [{"name": "住建", "n": 3}, {"name": "交通", "n": 5}]},
    "mark": "bar",
    "encoding": {"x": {"field": "name", "type": "nominal"}, "y": {"field": "n", "type": "quantitative"}},
}


def test_a_specification_becomes_svg_and_png():
    drawn = charts.svg(BARS)
    assert "住建" in drawn
    width, height = charts.size(drawn)
    assert width >= 200
    assert height >= 100
    content = charts.png(BARS)
    assert content.startswith(b"\x89PNG")
    assert abs(int.from_bytes(content[16:20], "big") - width * 200 / 72) < 2


def test_nothing_outside_the_specification_is_read(tmp_path):
    (tmp_path / "kept.json").write_text(json.dumps([{"name": "机密", "n": 1}]), encoding="utf-8")
    for address in (str(tmp_path / "kept.json"), (tmp_path / "kept.json").as_uri(), "http://127.0.0.1:9/a.json"):
        with suppress(charts.Undrawable):
            assert "机密" not in charts.svg(BARS | {"data": {"url": address}})


@pytest.mark.parametrize(
    "change",
    [
        {"mark": {"type": "image", "url": "file:///etc/passwd"}},
        {"mark": {"type": "bar", "href": "javascript:alert(1)"}},
        {"mark": {"type": "bar", "color": "url(http://127.0.0.1:9/a)"}},
        {"mark": "no such mark"},
    ],
)
def test_a_chart_that_points_outside_itself_is_not_drawn(change):
    with pytest.raises(charts.Undrawable):
        charts.svg(BARS | change)
