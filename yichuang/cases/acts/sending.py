"""Rows on their way to the database: sent in order by a thread, while the caller prepares those that follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection

_NULL = "\\N"


class Sender:
    """Sends COPYs and statements over the caller's connection, one after another; its block ends when all are done.

    Inside the block nobody else may use the connection. What the database refuses is raised at the block's end, and
    what stood behind it is not sent.
    """

    def __enter__(self) -> Sender:
        connection.ensure_connection()
        self._connection = connection.connection
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sender")
        self._sent: list[Future[None]] = []
        return self

    def __exit__(self, kind: type[BaseException] | None, *raised: Any) -> None:
        self._thread.shutdown(cancel_futures=kind is not None)
        if kind is None:
            with connection.wrap_database_errors:
                for one in self._sent:
                    one.result()

    def copy(self, table: str, columns: Sequence[str], frame: pl.DataFrame) -> None:
        """COPY the columns of a frame into a table: texts are quoted, so that none is taken for null."""
        if not frame.height:
            return
        out = BytesIO()
        frame.select(columns).write_csv(out, include_header=False, null_value=_NULL, quote_style="non_numeric")
        query = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv, NULL '{_NULL}')"

        def send() -> None:
            with self._connection.cursor() as cursor, cursor.copy(query) as copy:
                copy.write(out.getbuffer())

        self._send(send)

    def execute(self, query: str) -> None:
        """Send a statement without parameters."""

        def send() -> None:
            with self._connection.cursor() as cursor:
                cursor.execute(query)

        self._send(send)

    def _send(self, send: Callable[[], None]) -> None:
        before = self._sent[-1] if self._sent else None

        def in_turn() -> None:
            if before is not None:
                before.result()  # nothing follows what was refused
            send()

        self._sent.append(self._thread.submit(in_turn))
