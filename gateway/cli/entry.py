"""Every command with its options, and how errors become messages and exit codes.

0: done. 1: it did not work, or a check found a difference. 2: the configuration is wrong. Only `partner apply
--check` tells a difference from what did not work: 3.
What a command does is in a module of its own, which is imported when the command is run.
"""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from domain.errors import ConfigInvalid, OrderGraphError
from gateway.cli.cases.commands import COMMANDS as EXCEPTIONS
from gateway.cli.crosswalk.commands import COMMANDS as LINKS
from gateway.cli.deadletters.commands import COMMANDS as DEADLETTERS
from gateway.cli.importing import uncollected
from gateway.cli.partners.commands import COMMANDS as PARTNERS
from gateway.cli.persons.commands import erase, reads
from gateway.cli.positions.commands import COMMANDS as POSITIONS
from gateway.cli.replay.command import replay
from gateway.cli.webhooks.commands import COMMANDS as WEBHOOKS

CONFIG_WRONG = 2
SCHEMA_FILE = Path("schema.graphql")

_STATE = "ORDERGRAPH_* variables say where the instance file, the database and the port are."
_APP = typer.Typer(
    name="ordergraph",
    help="One graph over the order, stock and shipment systems that a distributor already has.",
    epilog=_STATE,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
)
_APP.add_typer(EXCEPTIONS)
_APP.add_typer(DEADLETTERS)
_APP.add_typer(LINKS)
_APP.command()(erase)
_APP.command()(reads)
_APP.add_typer(PARTNERS)
_APP.add_typer(WEBHOOKS)
_APP.add_typer(POSITIONS)
_APP.command()(replay)

File = Annotated[Path | None, typer.Argument(help="The instance file.", show_default="ORDERGRAPH_CONFIG")]
Probe = Annotated[bool, typer.Option("--probe", help="Ask each system once whether it answers.")]
Check = Annotated[bool, typer.Option("--check", help="Compare instead of writing; exit 1 where they differ.")]
Out = Annotated[Path, typer.Option("--out", help="Where the schema is, or `-` for the screen.")]
Once = Annotated[bool, typer.Option("--once", help="Show and leave, instead of staying up.")]
OnceSync = Annotated[bool, typer.Option("--once", help="Leave when nothing more has changed.")]
Instances = Annotated[list[str] | None, typer.Argument(help="Instances to poll.", show_default="all")]
Chaos = Annotated[bool, typer.Option("--chaos", help="Trouble the ERP under load, and show the answers.")]
Port = Annotated[int, typer.Option("--port", help="Where the demo listens; 0 takes any free port.")]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print the tables of docs/adapters.md.")]
Since = Annotated[str | None, typer.Option("--since", help="A release's tag.", show_default="the last one")]
Carriers = Annotated[bool, typer.Option("--carriers", help="Print the tables of docs/carriers.md.")]
Version = Annotated[bool, typer.Option("--version", is_eager=True, help="Show the version and leave.")]


@_APP.callback(invoke_without_command=True)
def _options(*, show_version: Version = False) -> None:
    if show_version:
        typer.echo(f"ordergraph {version('ordergraph')}")
        raise typer.Exit


@_APP.command()
def serve() -> None:
    """Serve the graph until SIGTERM or Ctrl-C."""
    with uncollected():
        from gateway.cli.serve import serve_graph  # noqa: PLC0415 - keeps the other commands quick

    serve_graph()


@_APP.command()
def sync(instances: Instances = None, *, once: OnceSync = False) -> None:
    """Bring the search index up to date with what changed in the systems, and keep it so."""
    with uncollected():
        from gateway.cli.sync import sync_index  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(sync_index(_console(), instances or (), once=once))


@_APP.command()
def demo(*, once: Once = False, port: Port = 8000, chaos: Chaos = False) -> None:
    """Show all of it on simulated systems."""
    from gateway.cli.demo import show_demo  # noqa: PLC0415 - keeps the other commands quick

    show_demo(_console(), once=once, port=port, chaos=chaos)


@_APP.command()
def schema(*, check: Check = False, out: Out = SCHEMA_FILE) -> None:
    """Write the published contract, or check that the file still is what the code gives."""
    from gateway.cli.schema import check_schema, write_schema  # noqa: PLC0415 - keeps the others quick
    from gateway.wiring.graph import published_schema  # noqa: PLC0415 - keeps the others quick

    if not check:
        write_schema(_console(), out, published_schema())
    elif not check_schema(_console(), out, published_schema()):
        raise typer.Exit(1)


@_APP.command()
def contract(*, check: Check = False, since: Since = None) -> None:
    """Write all that is published (schema, events' documents), or check it, and what it breaks."""
    from gateway.cli.contract import check_contract, contract_files, write_contract  # noqa: PLC0415 - keeps the others quick
    from gateway.wiring.graph import published_schema  # noqa: PLC0415 - keeps the others quick

    sdl = published_schema()
    files = contract_files(sdl, version("ordergraph"))
    if not check:
        write_contract(_console(), Path(), files)
    elif not check_contract(_console(), Path(), files, sdl, since):
        raise typer.Exit(1)


@_APP.command("check-config")
def check_config(file: File = None, *, probe: Probe = False) -> None:
    """Check the environment and the instance file, and show what they say."""
    from gateway.cli.check_config import check  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(check(_console(), file, probe=probe))


@_APP.command()
def adapters(*, markdown: Markdown = False, carriers: Carriers = False) -> None:
    """List the systems that can be spoken with: what each offers, and why it lacks the rest."""
    from gateway.cli import adapters_table  # noqa: PLC0415 - keeps the other commands quick
    from gateway.wiring.systems import known_adapters  # noqa: PLC0415 - keeps the other commands quick

    told = known_adapters().values()
    if carriers:
        typer.echo("".join(each.tables() for each in told if each.tables), nl=False)
    elif markdown:
        typer.echo(adapters_table.markdown(told), nl=False)
    else:
        adapters_table.show(_console(), told)


@_APP.command()
def migrate() -> None:
    """Bring the database to the revision that this version needs."""
    from gateway.cli.migrate import migrate_database  # noqa: PLC0415 - keeps the other commands quick

    migrate_database(_console())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command (`sys.argv`) and exit; errors of ours are one message, not a traceback."""
    try:
        _APP(args=arguments, prog_name="ordergraph")
    except OrderGraphError as error:
        _complain(error)
        sys.exit(CONFIG_WRONG if isinstance(error, ConfigInvalid) else 1)


def _console() -> Console:
    return Console(soft_wrap=False, highlight=False)


def _complain(error: OrderGraphError) -> None:
    console = Console(stderr=True, highlight=False)
    console.print(f"ordergraph: {error.public}", style="red", markup=False, soft_wrap=True)
    if error.cause:
        console.print(f"  {error.cause}", markup=False, soft_wrap=True)
