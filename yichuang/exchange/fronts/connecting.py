"""Connecting to a front database, for reading only and not for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from yichuang.kit.errors import Refusal

CONNECT_SECONDS, STATEMENT_SECONDS = 10, 600
DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "mariadb": "mariadb+pymysql"}  # ours
_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "postgresql+psycopg": {
        "connect_timeout": CONNECT_SECONDS,
        "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c default_transaction_read_only=on",
    },
    "mysql+pymysql": {
        "connect_timeout": CONNECT_SECONDS, "read_timeout": STATEMENT_SECONDS, "write_timeout": STATEMENT_SECONDS,
        "charset": "utf8mb4", "init_command": "SET SESSION TRANSACTION READ ONLY",
    },
}  # fmt: skip
OPTIONS = {**_OPTIONS, "mariadb+pymysql": _OPTIONS["mysql+pymysql"]}  # other drivers have their own defaults
_REASON_MAX = 200


def checked_url(text: str) -> sa.URL:
    """Return an address, its driver named. Raises Refusal `malformed_front_url`.

    A file is no front database: the address must name a host, or a socket among its options.
    """
    try:
        url = sa.make_url(text.strip())
    except (ArgumentError, ValueError):
        url = None
    if url is None or not (url.host or url.query) or not url.database:
        raise Refusal(
            "malformed_front_url",
            "前置库地址应为“类型+驱动://用户:口令@主机:端口/库名”（SQLAlchemy 地址）",
            field="url",
        )
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername))


@contextmanager
def connected(text: str) -> Iterator[sa.Connection]:
    """Yield a connection to the database at an address.

    Raises Refusal `malformed_front_url`, `driver_missing`, `front_unreachable`; and, for what goes wrong while it is
    used, `front_broken`.
    """
    url = checked_url(text)
    try:
        engine = sa.create_engine(
            url, poolclass=NullPool, hide_parameters=True, connect_args=dict(OPTIONS.get(url.drivername, {}))
        )
    except (NoSuchModuleError, ImportError):
        raise Refusal(
            "driver_missing", f"没有安装前置库的驱动“{url.drivername}”，请由管理员安装", field="url"
        ) from None
    try:
        connection = engine.connect()
    except (SQLAlchemyError, TypeError, ValueError, OSError) as error:  # drivers dislike options in their own ways
        raise Refusal("front_unreachable", f"前置库无法连接：{_reason(error, url)}", field="url") from None
    try:
        with connection:
            yield connection
    except (SQLAlchemyError, UnicodeError) as error:
        raise Refusal("front_broken", f"读取前置库时出错：{_reason(error, url)}", field="url") from None


def _reason(error: Exception, url: sa.URL) -> str:
    """Return what the driver says, its first line, without the password."""
    said: object = error.orig if isinstance(error, DBAPIError) else error
    line = (str(said).strip().splitlines() or [type(said).__name__])[0]
    for secret in {str(url.password or ""), url.render_as_string(hide_password=False)} - {""}:
        line = line.replace(secret, "***")
    return line[:_REASON_MAX]
