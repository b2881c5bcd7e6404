"""A folder as `ordergraph` finds it: an instance file whose systems are nowhere, and an embedded database."""

from pathlib import Path

import pytest

from gateway.cli import main
from gateway.demo.instance_file import LINKS, instance_file
from gateway.settings.naming.links import COLUMNS

_SYSTEMS = ("erp", "wms_east", "wms_west", "tms", "carrier", "issuer")
_FILE = "ordergraph.yaml"


def laid_out(monkeypatch: pytest.MonkeyPatch, folder: Path, more: str = "") -> str:
    """The URL of the database, which is not there yet. more: sections of the instance file."""
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("ORDERGRAPH_DATA_DIR", str(folder))
    monkeypatch.setenv("ORDERGRAPH_CONFIG", str(folder / _FILE))
    monkeypatch.setenv("ORDERGRAPH_REDIS", "")
    monkeypatch.delenv("ORDERGRAPH_DATABASE_URL", raising=False)
    text = instance_file(dict.fromkeys(_SYSTEMS, "http://127.0.0.1:1"))
    (folder / _FILE).write_text(text + more, encoding="utf-8")
    (folder / LINKS).write_text(f"{','.join(COLUMNS)}\n", encoding="utf-8")
    return f"sqlite+aiosqlite:///{folder / 'ordergraph.db'}"


def run(*arguments: str) -> int:
    """Run the command; its exit code."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return left.value.code if isinstance(left.value.code, int) else 0
