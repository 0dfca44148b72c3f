"""Front databases for the tests: one beside the tests' own on PostgreSQL, and a MariaDB where it is installed."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from django.db import connection

NAME = "yichuang_front"
MARIADB = shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/libexec")
STARTED_SECONDS = 60


@contextmanager
def on_postgres() -> Iterator[sa.URL]:
    """Yield the address of a second database beside the tests' own."""
    server = {name: connection.get_connection_params()[name] for name in ("host", "port", "user", "password")
              if connection.get_connection_params().get(name)}  # fmt: skip
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as owner:
        owner.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        owner.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
        query = {name: str(server[name]) for name in ("host", "port") if name in server}
        yield sa.URL.create(
            "postgresql+psycopg", server["user"], server.get("password", "t0p/secret"), database=NAME, query=query
        )
        owner.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@contextmanager
def on_mariadb() -> Iterator[sa.URL]:
    """Yield the address of a database on a MariaDB of the test's own, in a directory that is thrown away."""
    if MARIADB is None:
        pytest.skip("no mariadbd on this machine (Debian, Ubuntu: apt install mariadb-server)")
    with tempfile.TemporaryDirectory(prefix="mdb") as place:
        own = ["--no-defaults", f"--datadir={place}/data", f"--user={getpass.getuser()}"]
        subprocess.run(
            ["mariadb-install-db", *own, "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True, capture_output=True,
        )  # fmt: skip
        with Path(place, "log").open("wb") as log:
            server = subprocess.Popen(
                [MARIADB, *own, f"--socket={place}/s", f"--pid-file={place}/pid", "--skip-networking",
                 "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=16M"],
                stdout=log, stderr=log,
            )  # fmt: skip
        try:
            yield _front_on(f"{place}/s", server)
        finally:
            server.terminate()
            server.wait(STARTED_SECONDS)


def _front_on(place: str, server: subprocess.Popen[bytes]) -> sa.URL:
    """Wait for the server, open a database and a user, and return the user's address."""
    deadline = time.monotonic() + STARTED_SECONDS
    while not _answers(place):
        assert server.poll() is None, "the server did not start"
        assert time.monotonic() < deadline, "the server does not answer"
        time.sleep(0.1)
    root = sa.create_engine(sa.URL.create("mysql+pymysql", "root", query={"unix_socket": place}))
    with root.begin() as there:
        there.execute(sa.text(f"CREATE DATABASE {NAME} CHARACTER SET utf8mb4"))
        there.execute(sa.text("CREATE USER 'front'@'localhost' IDENTIFIED BY 't0p/secret'"))
        there.execute(sa.text(f"GRANT ALL ON {NAME}.* TO 'front'@'localhost'"))
    root.dispose()
    return sa.URL.create("mysql+pymysql", "front", "t0p/secret", database=NAME, query={"unix_socket": place})


def _answers(place: str) -> bool:
    with socket.socket(socket.AF_UNIX) as one:
        return one.connect_ex(place) == 0


@dataclass
class Front:
    """A system's front database, as the system itself sees it."""

    url: sa.URL
    engine: sa.Engine

    @property
    def address(self) -> str:
        """The address with its password, as an administrator enters it."""
        return self.url.render_as_string(hide_password=False)

    def table(self, name: str, mark: Any, *columns: str, **kinds: Any) -> sa.Table:
        """Make a table: these columns as text (or of their kinds), `updated` as its watermark, one that is not ours."""
        made = sa.Table(
            name, sa.MetaData(),
            *(sa.Column(one, kinds.get(one, sa.String(200)), primary_key=place == 0)
              for place, one in enumerate(columns)),
            sa.Column("updated", mark, nullable=True, index=True), sa.Column("内部备注", sa.String(50)),
            mysql_charset="utf8mb4", mysql_engine="InnoDB",
        )  # fmt: skip
        made.drop(self.engine, checkfirst=True)
        made.create(self.engine)
        return made

    def put(self, table: sa.Table, *rows: Mapping[str, Any]) -> None:
        """Write rows and commit them."""
        with self.engine.begin() as there:
            for row in rows:
                there.execute(table.insert(), row)

    def change(self, table: sa.Table, number: str, **values: Any) -> None:
        """Change a row and commit it."""
        with self.engine.begin() as there:
            there.execute(table.update().where(next(iter(table.c)) == number).values(**values))


@contextmanager
def opened(url: sa.URL) -> Iterator[Front]:
    """Yield a front database at an address."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    yield Front(url, engine)
    engine.dispose()


def at(text: str) -> datetime:
    """Return a time as front databases hold it: without a zone."""
    return datetime.fromisoformat(text)
