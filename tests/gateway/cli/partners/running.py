"""Running `ordergraph partner`, and looking at what it left in the registry."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

from domain.ports.partners import PartnerRegistry
from domain.registry.records import Partner
from gateway.cli import main
from gateway.store.database import open_database
from gateway.store.partners.sql_partner_registry import SqlPartnerRegistry

T = TypeVar("T")


class Said(NamedTuple):
    """What a command left with, and what it printed; runs of blanks as one."""

    code: int
    out: list[str]
    err: str


class Office:
    """Commands in one folder, over the database there."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.place = place
        self.database = place / "ordergraph.db"
        self._capsys = capsys

    def run(self, *arguments: str) -> Said:
        with pytest.raises(SystemExit) as left:
            main(["partner", *arguments])
        said = self._capsys.readouterr()
        code = left.value.code if isinstance(left.value.code, int) else 0
        return Said(code, [" ".join(line.split()) for line in said.out.splitlines()], said.err)

    def done(self, *arguments: str) -> list[str]:
        """What a command says that has to succeed."""
        said = self.run(*arguments)
        assert (said.code, said.err) == (0, "")
        return said.out

    def partner(self, name: str) -> Partner | None:
        return self.look(lambda registry: registry.partner(name))

    def look(self, question: Callable[[PartnerRegistry], Awaitable[T]]) -> T:
        """Ask the registry."""

        async def answer() -> T:
            engine = open_database(f"sqlite+aiosqlite:///{self.database}")
            try:
                return await question(SqlPartnerRegistry(engine))
            finally:
                await engine.dispose()

        return asyncio.run(answer())

    def written(self, name: str, text: str) -> str:
        (self.place / name).write_text(text, encoding="utf-8")
        return name
