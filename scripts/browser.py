#!/usr/bin/env python3
"""Sees to a browser for the tests: what a new machine lacks is installed.

Debian's chromium by apt where we may (root), else Playwright's own; and Chinese fonts, so that
pictures of pages show what readers see. Prints what it did; a machine that has all is left alone.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    """Always 0: the tests themselves say whether a missing browser fails or skips."""
    if not any(shutil.which(name) for name in NAMES):
        _install()
    return 0


def _install() -> None:
    may_apt = shutil.which("apt-get") is not None and os.geteuid() == 0
    if may_apt:
        print("installing chromium and Chinese fonts")
        quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
        packages = ["chromium", "fonts-noto-cjk"]
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        ):
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    if not any(shutil.which(name) for name in NAMES):
        print("installing Playwright's chromium")
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    sys.exit(main())
