#!/usr/bin/env python3
"""Sees to the servers that the tests of publishing talk to: what a new machine lacks is installed.

OpenSSH's server, rsync and nginx by apt where we may (root); the servers for S3 and WebDAV come
with the extra `test`. Prints what it did; a machine that has all is left alone.
"""

import os
import shutil
import subprocess
import sys

from publish_demo import brotli

PROGRAMS = {
    "sshd": "openssh-server",
    "ssh": "openssh-client",
    "rsync": "rsync",
    "git": "git",
    "nginx": "nginx",
}
MODULE = "libnginx-mod-http-brotli-static"
"""A package of its own, which older systems do not have."""


def main() -> int:
    """Always 0: the tests themselves say whether a missing server fails or skips."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    missing = [PROGRAMS[name] for name in PROGRAMS if not shutil.which(name, path=path)]
    wanted = [missing, [] if brotli() else [MODULE]]
    if any(wanted) and shutil.which("apt-get") is not None and os.geteuid() == 0:
        _apt("update", "-qq")
        for packages in filter(None, wanted):
            print(f"installing {' '.join(packages)}")
            _apt("install", "-y", "-qq", "--no-install-recommends", *packages)
    return 0


def _apt(*arguments: str) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
    subprocess.run(
        ["/usr/bin/env", "apt-get", *arguments], env=quiet, stdout=subprocess.DEVNULL, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
