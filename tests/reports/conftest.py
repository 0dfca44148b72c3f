"""A small hall with cases in the last week of June 2022, and its report's rights."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.cast import Hall, open_hall
from yichuang.people import acts as people
from yichuang.reports import acts
from yichuang.reports.rules.rights import RIGHTS

VARIABLES = {"centre": "某省政务服务中心", "platform": "某省一体化政务服务平台", "scope": "省本级", "level": "省级"}


@pytest.fixture
def hall(transactional_db: None) -> Hall:
    """Three licences (one granted), a service and another matter, all of that week; the series knows the hall."""
    hall = open_hall()
    people.ensure_roles(RIGHTS)
    acts.set_variables(by=hall.job, series="weekly", values=VARIABLES)
    hall.granted_case(on="2022-06-27", granted="2022-06-29")
    hall.accepted_case(on="2022-06-28")
    hall.accepted_case(on="2022-06-30")
    hall.accepted_case(on="2022-06-29", item="service")
    hall.granted_case(on="2022-06-27", granted="2022-07-01", item="other")
    return hall


@pytest.fixture(autouse=True)
def packaged_faces_only(settings) -> None:
    """Print with the faces that come with the product, whatever this machine has."""
    settings.SYSTEM_FONTS = False


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that notes what it is asked for: its address and the list."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *words: object) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()
