"""A partner's schema, and an operation run as it, by the engine, the state and the systems that serve."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import msgspec
import orjson
import typer
from rich.console import Console
from rich.table import Table

from domain.errors import BadInput
from domain.partners import Principal
from domain.registry.records import Partner, PartnerStatus, principal_of
from gateway.cli.preview.reasons import Reason, reasons_of
from gateway.clock import SystemClock
from gateway.execution.answers import Answer
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker, GraphQLRequest
from gateway.opened import Opened, opened_state
from gateway.process import engine_of
from gateway.settings.process import process_settings
from gateway.telemetry.logs import configure_logs

DONE, REFUSED = 0, 1


def show_schema(name: str) -> None:
    """Print the schema. Raises BadInput, ConfigInvalid, StoreUnavailable."""
    typer.echo(asyncio.run(_schema(name)), nl=False)


def show_answer(console: Console, name: str, file: Path, variables: str, operation: str | None) -> int:
    """Print the answer, and beside it what the policy made of the operation.

    0: it ran, whatever was refused of it. 1: it could not be run. Raises as show_schema.
    """
    text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    request = GraphQLRequest(document=text, operation_name=operation, variables=_variables(variables))
    answer, reasons = asyncio.run(_answer(name, request))
    typer.echo(orjson.dumps(_body(answer), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE), nl=False)
    _show(console, name, reasons)
    return DONE if answer.data is not None else REFUSED


async def _schema(name: str) -> str:
    async with _opened() as (opened, engine):
        partner = await _partner(name, opened)
        return engine.schema_of(principal_of(partner)) or ""


async def _answer(name: str, request: GraphQLRequest) -> tuple[Answer, list[Reason]]:
    async with _opened() as (opened, engine):
        await opened.graph.start(polling=False)
        principal = await _principal(name, opened)
        operation = engine.prepare(request, principal.partner)
        if isinstance(operation, Answer):
            return operation, []
        asker = Asker(principal=principal, correlation_id=uuid4().hex)
        answer = await engine.run(operation, asker)
        return answer, reasons_of(engine.foreseen(operation, principal), principal)


@asynccontextmanager
async def _opened() -> AsyncIterator[tuple[Opened, Engine]]:
    settings = process_settings()
    configure_logs("ERROR", settings.log_format)
    opened = opened_state(settings, os.environ, SystemClock())
    try:
        yield opened, engine_of(opened, settings)
    finally:
        await opened.aclose()


async def _partner(name: str, opened: Opened) -> Partner:
    """The registry's before the instance file's, as when it asks. Raises BadInput."""
    partner = await opened.partners.registry.partner(name) or opened.declared.named(name)
    if partner is None:
        raise BadInput(f"no partner has the name {name!r}", field="name")
    return partner


async def _principal(name: str, opened: Opened) -> Principal:
    partner = await _partner(name, opened)
    if partner.status is PartnerStatus.SUSPENDED:
        raise BadInput(f"{name} is suspended, and would get nothing", field="name")
    return principal_of(partner)


def _variables(text: str) -> dict[str, object]:
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except msgspec.MsgspecError as error:
        raise BadInput(f"should be a JSON object: {error}", field="--variables") from None


def _body(answer: Answer) -> dict[str, object]:
    body: dict[str, object] = {"data": answer.data} if answer.data is not None else {}
    return body | ({"errors": answer.errors} if answer.errors else {})


def _show(console: Console, name: str, reasons: list[Reason]) -> None:
    if not reasons:
        console.print(f"{name} is shown every field of it as it is.")
        return
    table = Table("field", "what becomes of it", "why", box=None, pad_edge=False, header_style="bold")
    for reason in reasons:
        table.add_row(*reason)
    console.print(table)
