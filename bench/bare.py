"""The press without its search index: what a bare site of a peer is fairly compared with.

python bench/bare.py FOLDER-OF-BUILD.PY --root … --output …
"""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the press of a folder with no segments of search to print."""
    sys.path.insert(0, sys.argv.pop(1))
    from broadsheet.cli import main as press
    from broadsheet.search import segments

    segments.segments = lambda keys: ()
    return press()


if __name__ == "__main__":
    sys.exit(main())
