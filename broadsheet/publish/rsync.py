"""rsync over SSH as a target. rsync replaces each file by renaming; SSH decides who we are.

One connection is kept for a whole publication where the system can (OpenSSH's ControlMaster).
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from broadsheet.publish.programs import find, run
from broadsheet.targets import Rsync

HOW = "on Debian and Ubuntu: apt install rsync openssh-client"
PATIENCE = 60
"""Seconds without a byte after which a connection counts as lost."""
PARTIAL = 23
"""rsync's exit code where some files could not be transferred: here, those not there."""


@contextmanager
def rsync_store(where: Rsync, target: str) -> Iterator[RsyncStore]:
    """The folder on the server, as long as the connection is kept."""
    with tempfile.TemporaryDirectory(prefix="bs-") as sockets:
        store = RsyncStore(where, target, Path(sockets))
        try:
            yield store
        finally:
            store.close()


class RsyncStore:
    """Files below one folder of a server."""

    def __init__(self, where: Rsync, target: str, sockets: Path) -> None:
        self._target = target
        self._rsync = find("rsync", target, HOW)
        self._ssh = [find("ssh", target, HOW), *_options(where)]
        if os.name == "posix":
            self._ssh += [
                "-o", "ControlMaster=auto", "-o", f"ControlPath={sockets}/%C",
                "-o", "ControlPersist=60",
            ]  # fmt: skip
        self._login = f"{where.user}@{where.host}" if where.user else where.host
        self._place = f"{self._login}:{where.path.rstrip('/')}/"

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        """Sends those whose checksums differ."""
        self._run(
            ["--times", "--perms", "--chmod=D755,F644", "--checksum", "--files-from=-", "--from0"],
            f"{folder}/",
            self._place,
            paths,
        )

    def remove(self, paths: Sequence[str]) -> None:
        """Removes what a folder of empty folders has not; the folders stay."""
        with tempfile.TemporaryDirectory(prefix="broadsheet-") as empty:
            for path in paths:
                (Path(empty) / path).parent.mkdir(parents=True, exist_ok=True)
            self._run(
                ["--delete-missing-args", "--files-from=-", "--from0"],
                f"{empty}/",
                self._place,
                paths,
            )

    def fetch(self, paths: Collection[str], into: Path) -> None:
        """Brings those that are there."""
        self._run(
            ["--ignore-missing-args", "--files-from=-", "--from0"],
            self._place,
            f"{into}/",
            paths,
            good=(0, PARTIAL),
        )

    def names(self, folder: str) -> tuple[str, ...]:
        """Files only, from rsync's own listing."""
        listed = self._run(
            ["--list-only", "--no-motd"], f"{self._place}{folder}/", None, (), good=(0, PARTIAL)
        )
        found = (line.split(maxsplit=4) for line in listed.decode(errors="replace").splitlines())
        return tuple(parts[4] for parts in found if len(parts) == 5 and parts[0].startswith("-"))

    def close(self) -> None:
        """Ends the connection that was kept."""
        with suppress(OSError):
            subprocess.run(  # noqa: S603 - a list, never a shell
                [*self._ssh, "-O", "exit", self._login], capture_output=True, check=False
            )

    def _run(
        self,
        options: Sequence[str],
        source: str,
        into: str | None,
        paths: Collection[str],
        good: Collection[int] = (0,),
    ) -> bytes:
        command = [
            # --protect-args: names are names, whatever a remote shell would make of them
            self._rsync, "--protect-args", f"--timeout={PATIENCE}", "-e", shlex.join(self._ssh),
            *(["--dirs"] if into is None else []), *options, "--", source,
        ]  # fmt: skip
        command += [into] if into is not None else []
        text = "\0".join(paths).encode()
        return run(command, self._target, text=text, good=good)


def _options(where: Rsync) -> list[str]:
    options = ["-p", str(where.port), "-o", "BatchMode=yes", "-o", f"ConnectTimeout={PATIENCE}"]
    if where.key is not None:
        options += ["-i", str(Path(where.key).expanduser()), "-o", "IdentitiesOnly=yes"]
    if where.known_hosts is not None:
        options += ["-o", f"UserKnownHostsFile={Path(where.known_hosts).expanduser()}"]
    return options
