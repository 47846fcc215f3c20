#!/usr/bin/env python3
"""Sees to the servers that the tests of publishing talk to: what a new machine lacks is installed.

OpenSSH's server and rsync by apt where we may (root); the servers for S3 and WebDAV come with
the extra `test`. Prints what it did; a machine that has all is left alone.
"""

import os
import shutil
import subprocess
import sys

PROGRAMS = {"sshd": "openssh-server", "ssh": "openssh-client", "rsync": "rsync", "git": "git"}


def main() -> int:
    """Always 0: the tests themselves say whether a missing server fails or skips."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    missing = [PROGRAMS[name] for name in PROGRAMS if not shutil.which(name, path=path)]
    if missing and shutil.which("apt-get") is not None and os.geteuid() == 0:
        print(f"installing {' '.join(missing)}")
        quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing],
        ):
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
