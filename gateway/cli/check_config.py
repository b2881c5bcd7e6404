"""`ordergraph check-config`: what the instance file says, or all that is wrong with it."""

import asyncio
import os
from pathlib import Path

from rich.console import Console

from domain.errors import ConfigInvalid
from gateway.cli.config_tables import file_tables, problem_table
from gateway.cli.probe_table import probe_table
from gateway.clock import SystemClock
from gateway.execution.granted_shapes import check_shapes
from gateway.execution.trusted import checked_documents
from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.settings.process import mistaken_variables, process_settings
from gateway.settings.reading.problems import ConfigProblems
from gateway.telemetry.probing import probe_all
from gateway.wiring.systems import connections, known_adapters

RIGHT, SILENT, WRONG = 0, 1, 2


def check(console: Console, file: Path | None, *, probe: bool) -> int:
    """Show the file, or its problems. 0: right. 1: a probed system does not answer. 2: wrong."""
    try:
        path = file or process_settings().config
        read = load_instance_file(path, known_adapters(), os.environ, checked_documents)
        check_shapes(read.identity.partners.values())
    except ConfigProblems as error:
        console.print(problem_table(error))
        return WRONG
    except ConfigInvalid as error:
        console.print(problem_table(ConfigProblems(str(file or "the instance file"), (error,))))
        return WRONG
    for table in file_tables(path, read):
        console.print(table)
    for warning in mistaken_variables(os.environ):
        console.print(f"Warning: {warning}", style="yellow", markup=False, soft_wrap=True)
    return asyncio.run(_probe(console, read)) if probe else RIGHT


async def _probe(console: Console, file: InstanceFile) -> int:
    clock = SystemClock()
    connected = connections(file, clock)
    try:
        answers = await probe_all(connected, clock)
    finally:
        await asyncio.gather(*(connection.aclose() for connection in connected))
    console.print(probe_table(answers))
    return RIGHT if all(answer.reachable for answer in answers) else SILENT
