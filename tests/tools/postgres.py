"""A throw-away PostgreSQL for tests: `postgres.server().create_database("walks")` is all it takes.

Each process (so each pytest-xdist worker) has a cluster of its own. It listens on a socket in a
private folder only, so that no port can collide and nobody else on the machine can connect.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TypedDict

import psycopg
from psycopg import sql

from tests.tools.missing import need

LINE = "type `make services`"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
# Runs beside the cluster and ends it when its input closes: also when the tests are killed.
GUARD = 'cat; "$0" -D "$1/data" -m immediate stop; rm -rf "$1"'


class Demoted(TypedDict, total=False):
    """The arguments of subprocess that let root become somebody else."""

    user: int
    group: int
    extra_groups: list[int]


def find() -> Path | None:
    """The folder with initdb and pg_ctl: from PATH, else the newest that Debian has installed."""
    if (on_path := shutil.which("initdb")) and shutil.which("pg_ctl"):
        return Path(on_path).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = {
        int(found.parts[4]): found.parent for found in installed if found.parts[4].isdigit()
    }
    return versions[max(versions)] if versions else None


@cache
def server() -> "Postgres":
    """This process's cluster, started when first asked for; the test is skipped without one."""
    binaries = find()
    if binaries is None:
        need("PostgreSQL", LINE)
    cluster = Postgres(binaries)
    atexit.register(cluster.stop)
    return cluster


class Postgres:
    """A running cluster; starting takes about a second, `stop` leaves nothing behind."""

    def __init__(self, binaries: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="3h-pg-"))
        self._owner = _owner()
        if self._owner:
            os.chown(self._folder, self._owner["user"], self._owner["group"])
        control = str(binaries / "pg_ctl")
        data = str(self._folder / "data")
        self._guard = subprocess.Popen(
            ["sh", "-c", GUARD, control, str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            **self._owner,
        )
        locale = ("--encoding=UTF8", "--locale=C.UTF-8")
        self._run(
            str(binaries / "initdb"), "-D", data, "-U", "test", "-A", "trust", "--no-sync", *locale
        )
        settings = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        log = str(self._folder / "log")
        self._run(
            control, "-D", data, "-w", "-l", log, "-o", f"-k {self._folder} {settings}", "start"
        )

    def url(self, database: str) -> str:
        """The address for SQLAlchemy."""
        return f"postgresql+psycopg://test@/{database}?host={self._folder}"

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database, as a copy of the template if one is named, and give its address."""
        statement = sql.SQL("create database {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" template {}").format(sql.Identifier(template))
        self._execute(statement)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, also one that somebody is still connected to."""
        self._execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )

    def stop(self) -> None:
        """End the cluster at once and remove its folder."""
        self._guard.communicate()

    def _execute(self, statement: sql.Composed) -> None:
        address = f"host={self._folder} user=test dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd="/",
            **self._owner,
        )
        if done.returncode:
            log = self._folder / "log"
            raise RuntimeError(done.stdout + (log.read_text() if log.exists() else ""))


def _owner() -> Demoted:
    """PostgreSQL refuses to run as root: then as the user its package made, else as nobody."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
