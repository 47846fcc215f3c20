"""Secrets of targets: from the environment, or from the user's keychain where there is one."""

from __future__ import annotations

import importlib
import os
from typing import Any

from broadsheet.targets import variable

SERVICE = "broadsheet"
"""Name that the keychain knows us by: `keyring set broadsheet TARGET`."""


def secret(target: str, kind: str) -> str | None:
    """A secret of a target; `kind` is PASSWORD, KEY or SECRET. None where there is none.

    The keychain, by way of the library keyring where it is installed, has passwords only.
    """
    found = os.environ.get(variable(target, kind))
    if found:
        return found
    if kind != "PASSWORD":
        return None
    try:
        keyring: Any = importlib.import_module("keyring")
        kept = keyring.get_password(SERVICE, target)
    except Exception:  # noqa: BLE001 - a keychain fails in as many ways as there are desktops
        return None
    return str(kept) if kept else None
