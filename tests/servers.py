"""Real servers on loopback for the tests of publishing, each with the folder that it serves.

A missing program skips the test, or fails it where REQUIRE_SERVERS is set.
"""

from __future__ import annotations

import getpass
import json
import os
import random
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest

PATIENCE = 30
"""Seconds that a server may take to come up."""
PASSWORD = "persimmon & 'bridge' 柿"


@dataclass
class Place:
    """A target that is there."""

    settings: dict[str, object]
    """What newspaper.yaml says of it."""
    folder: Path
    """Where its files lie on disk, or an empty folder to bring them to."""
    variables: Mapping[str, str] = field(default_factory=dict)
    bring: list[str] = field(default_factory=list)
    """A command that brings all files into the folder, where they do not lie there."""

    def files(self) -> dict[str, bytes]:
        """What readers are served: all but dotfiles."""
        if self.bring:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
            subprocess.run(self.bring, env={**os.environ, **self.variables}, capture_output=True)
        found = {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file()
        }
        return {name: found[name] for name in sorted(found) if not name.startswith(".")}


def program(name: str) -> str:
    """Where a program is."""
    beside = Path(sys.executable).parent / name
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    found = str(beside) if beside.exists() else shutil.which(name, path=path)
    if found is None:
        missing(f"there is no {name}")
    return found


def missing(what: str) -> NoReturn:
    """Skips the test, or fails it where servers are required."""
    if os.environ.get("REQUIRE_SERVERS"):
        pytest.fail(what)
    pytest.skip(what)


@contextmanager
def a_folder(base: Path) -> Iterator[Place]:
    """A drive that is there."""
    folder = base / "drive"
    folder.mkdir()
    yield Place({"type": "folder", "path": str(folder)}, folder)


@contextmanager
def a_branch(base: Path) -> Iterator[Place]:
    """A bare repository."""
    git = program("git")
    repository, folder = base / "site.git", base / "checkout"
    subprocess.run([git, "init", "--quiet", "--bare", str(repository)], check=True)
    folder.mkdir()
    script = f'"{git}" --git-dir="{repository}" archive gh-pages | tar -x -C "{folder}"'
    settings = {"type": "git", "repository": str(repository)}
    yield Place(settings, folder, bring=["sh", "-c", script])


@contextmanager
def over_ssh(base: Path, kind: str) -> Iterator[Place]:
    """OpenSSH's server, for rsync and SFTP."""
    sshd, keygen = program("sshd"), program("ssh-keygen")
    if kind == "rsync":
        program("rsync")
    else:
        program("rclone")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    for name in ("host", "mine"):
        command = [keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(base / name)]
        subprocess.run(command, check=True)
    port = free_port()
    config = base / "sshd_config"
    config.write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {base}/host\nPidFile none\n"
        f"AuthorizedKeysFile {base}/mine.pub\nStrictModes no\nUsePAM no\nPrintMotd no\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        "PermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\nMaxStartups 100\n"
    )
    key = (base / "host.pub").read_text().split()
    (base / "known").write_text(f"[127.0.0.1]:{port} {key[0]} {key[1]}\n")
    folder = base / "docroot of paper"
    folder.mkdir()
    settings = {
        "type": kind, "host": "127.0.0.1", "port": port, "user": getpass.getuser(),
        "path": str(folder), "key": str(base / "mine"), "known_hosts": str(base / "known"),
    }  # fmt: skip
    # a new SSH server asks neither the user's configuration nor the user's agent
    variables = {"SSH_AUTH_SOCK": ""}
    with running([sshd, "-D", "-e", "-f", str(config)], port, base):
        yield Place(settings, folder, variables)


@contextmanager
def over_webdav(base: Path) -> Iterator[Place]:
    """WsgiDAV with a password."""
    program("rclone")
    wsgidav = program("wsgidav")
    folder = base / "dav"
    folder.mkdir()
    port = free_port()
    config = base / "wsgidav.json"
    users = {"editor": {"password": PASSWORD}}
    values = {
        "host": "127.0.0.1", "port": port, "provider_mapping": {"/": str(folder)},
        "simple_dc": {"user_mapping": {"*": users}}, "logging": {"enable": False},
    }  # fmt: skip
    config.write_text(json.dumps(values))
    settings = {"type": "webdav", "url": f"http://127.0.0.1:{port}/", "user": "editor"}
    with running([wsgidav, f"--config={config}"], port, base):
        yield Place(settings, folder, {"BROADSHEET_WEBDAV_PASSWORD": PASSWORD})


@contextmanager
def over_s3(base: Path) -> Iterator[Place]:
    """SeaweedFS speaking S3."""
    weed, rclone = program("weed"), program("rclone")
    ports = free_ports(8)
    identity = {
        "name": "editor", "credentials": [{"accessKey": "editor", "secretKey": "persimmon"}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }  # fmt: skip
    (base / "s3.json").write_text(json.dumps({"identities": [identity]}))
    (base / "weed").mkdir()
    command = [
        weed, "server", "-s3", f"-dir={base}/weed", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
        f"-s3.config={base}/s3.json", f"-master.port={ports[0]}", f"-master.port.grpc={ports[1]}",
        f"-volume.port={ports[2]}", f"-volume.port.grpc={ports[3]}", f"-filer.port={ports[4]}",
        f"-filer.port.grpc={ports[5]}", f"-s3.port={ports[6]}", f"-s3.port.grpc={ports[7]}",
        "-master.volumeSizeLimitMB=16", "-volume.max=20", "-master.telemetry=false",
    ]  # fmt: skip
    endpoint = f"http://127.0.0.1:{ports[6]}"
    settings = {
        "type": "s3", "bucket": "newsroom", "prefix": "paper", "endpoint": endpoint,
        "region": "us-east-1",
    }  # fmt: skip
    variables = {"BROADSHEET_S3_KEY": "editor", "BROADSHEET_S3_SECRET": "persimmon"}
    remote = (
        f":s3,provider=Other,endpoint='{endpoint}',access_key_id=editor,"
        "secret_access_key=persimmon,region=us-east-1:newsroom"
    )
    folder = base / "brought"
    folder.mkdir()
    with running(command, ports[6], base):
        until(lambda: not subprocess.run([rclone, "mkdir", remote], capture_output=True).returncode)
        yield Place(settings, folder, variables, [rclone, "copy", f"{remote}/paper", str(folder)])


@contextmanager
def over_s3_that_tells(base: Path) -> Iterator[tuple[Place, Path]]:
    """moto speaking S3, and the file where it writes down each request as it came."""
    moto, rclone = program("moto_server"), program("rclone")
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    settings = {
        "type": "s3", "bucket": "newsroom", "prefix": "paper", "endpoint": endpoint,
        "region": "us-east-1",
    }  # fmt: skip
    variables = {"BROADSHEET_S3_KEY": "editor", "BROADSHEET_S3_SECRET": "persimmon"}
    remote = (
        f":s3,provider=Other,endpoint='{endpoint}',access_key_id=editor,"
        "secret_access_key=persimmon,region=us-east-1:newsroom"
    )
    with running([moto, "-H", "127.0.0.1", "-p", str(port)], port, base):
        until(lambda: not subprocess.run([rclone, "mkdir", remote], capture_output=True).returncode)
        yield Place(settings, base, variables), base / "server.log"


@contextmanager
def running(command: list[str], port: int, base: Path) -> Iterator[None]:
    """A server, from when it answers until it is not needed any more."""
    with (base / "server.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=base)
        try:
            until(lambda: server.poll() is not None or answers(port))
            assert server.poll() is None, (base / "server.log").read_text(errors="replace")
            yield
        finally:
            server.kill()
            server.wait()


def until(good: object, patience: float = PATIENCE) -> None:
    """Asks until it is so."""
    assert callable(good)
    end = time.monotonic() + patience
    while not good():
        assert time.monotonic() < end, "it did not come true"
        select.select([], [], [], 0.05)


def answers(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port that nobody listens at, and that no caller is given as its own."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """So many of them, all different.

    They lie below the range from which systems give callers a port (from 32768 on Linux, from
    49152 by RFC 6335), so that between this and the server's start only another server of ours
    could take one; each process that tests side by side looks in its own thousand.
    """
    side = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 12
    found: list[int] = []
    for port in random.sample(range(20_000 + 1_000 * side, 21_000 + 1_000 * side), 1_000):
        with socket.socket() as caller:
            try:
                caller.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise AssertionError(f"there are no {count} free ports")


PLACES = {
    "folder": a_folder,
    "git": a_branch,
    "rsync": lambda base: over_ssh(base, "rsync"),
    "sftp": lambda base: over_ssh(base, "sftp"),
    "webdav": over_webdav,
    "s3": over_s3,
}
"""What starts each kind of target."""
