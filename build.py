#!/usr/bin/env python3
"""The door to the press: `python build.py` in the folder of a newspaper."""

import sys
from pathlib import Path

from broadsheet.cli import main

if __name__ == "__main__":
    sys.exit(main(default_root=Path(__file__).resolve().parent))
