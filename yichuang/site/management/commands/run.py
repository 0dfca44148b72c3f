"""`yichuang run`: from an empty folder to a served hall; Ctrl-C stops all of it."""

from __future__ import annotations

import socket
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from yichuang.demo.acts import FIRST_PERIOD, accounts, is_wanted
from yichuang.kit.postgres import embedded
from yichuang.site.preparing import prepare
from yichuang.site.serving import Worker, wait_until_told, web_server

REFUSED = 1
ANSWER_SECONDS_MAX = 60


class Command(BaseCommand):
    """Prepare the installation, load the demo into an empty ledger, print its first report, serve."""

    help = "启动大厅：数据库、演示数据、第一期周报、网页"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until interrupted."""
        started = time.monotonic()
        self._require_free_port()
        self._say("数据库 …")
        prepare()
        if settings.DEMO_SCALE != "0" and is_wanted():
            self._say(f"演示大厅（规模 {settings.DEMO_SCALE}）…")
            call_command("demo", "load", scale=settings.DEMO_SCALE, stdout=sys.stderr)
        self._first_report()
        connections.close_all()
        try:
            with web_server(settings.ADDRESS, settings.PORT) as server, Worker() as worker:
                threading.Thread(target=self._announce, args=(started,), daemon=True).start()
                told = wait_until_told(server, worker)
        finally:
            connections.close_all()
            embedded.leave(Path(settings.VAR) / "postgres")
        self._say("大厅已关闭。" if told else "网页服务意外停止，请查看上面的错误 [server_ended]")
        sys.exit(0 if told else REFUSED)

    def _first_report(self) -> None:
        """Compile the first weekly report unless it lies there already."""
        folder = Path(settings.VAR) / "reports"
        if settings.DEMO_SCALE == "0" or list(folder.glob("*.pdf")):
            return
        self._say("第一期周报 …")
        call_command("report", "compile", "weekly", period=FIRST_PERIOD.isoformat(), out=str(folder), stdout=sys.stderr)

    def _require_free_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.ADDRESS, settings.PORT))
            except OSError as error:
                self.stderr.write(
                    f"{settings.ADDRESS}:{settings.PORT} 无法使用（{error.strerror}）。"
                    "请先关闭占用它的程序，或换一个端口：PORT=8001 make run [port_in_use]"
                )
                sys.exit(REFUSED)

    def _announce(self, started: float) -> None:
        """Print addresses and accounts once the pages answer."""
        address = f"http://{settings.ADDRESS}:{settings.PORT}"
        deadline = time.monotonic() + ANSWER_SECONDS_MAX
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        self._say(f"大厅已开放：{address}（用时 {time.monotonic() - started:.1f} 秒；Ctrl-C 关闭）")
        self._say(f"周报：{Path(settings.VAR) / 'reports'}")
        for account in accounts():
            self._say(f"  {account}")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
