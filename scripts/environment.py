#!/usr/bin/env python3
"""Makes the virtual environment that the Makefile's commands run in.

`environment.py DIR [EXTRA]`: creates DIR when it is not there and installs the press into it,
from this checkout, with the optional dependencies EXTRA.
"""

import subprocess
import sys
import venv
from pathlib import Path


def main() -> int:
    """Returns the exit code of the first step that failed, else 0."""
    if sys.version_info < (3, 11):
        print(f"broadsheet needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        print("    Name a newer one: make site PYTHON=python3.12")
        return 1
    folder = Path(sys.argv[1])
    extra = f"[{sys.argv[2]}]" if len(sys.argv) > 2 else ""
    root = Path(__file__).resolve().parent.parent
    if not (folder / "bin" / "python").exists():
        print(f"making {folder}")
        try:
            venv.create(folder, with_pip=True)
        except (subprocess.CalledProcessError, ImportError):
            print("This Python cannot make virtual environments.")
            print("    On Debian and Ubuntu: apt install python3-venv")
            return 1
    print("installing broadsheet" + extra)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    quiet = ["--disable-pip-version-check", "--no-input"]
    return subprocess.run([*pip, *quiet, "--editable", f"{root}{extra}"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
