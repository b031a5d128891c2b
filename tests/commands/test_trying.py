"""`peerbridge try` needs no database: it keeps nothing, and a start must not wait for what it does not use."""

from __future__ import annotations

import subprocess
import sys

from commands.settings import CHECKOUT

_LOADED = """
import sys, commands.trying
print([name for name in ("sqlalchemy", "asyncpg", "discord", "telegram") if name in sys.modules])
"""


def test_trying_loads_neither_database_nor_platform() -> None:
    done = subprocess.run([sys.executable, "-c", _LOADED], cwd=CHECKOUT, capture_output=True, text=True, check=True)  # noqa: S603  our own line
    assert done.stdout.strip() == "[]"
