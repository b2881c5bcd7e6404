"""`ordergraph erase` and `ordergraph reads` with their options."""

from typing import Annotated

import typer
from rich.console import Console

Customer = Annotated[str, typer.Option("--customer", help="Our code of the customer.")]
Text = Annotated[
    list[str] | None,
    typer.Option(
        "--text", help="A name, e-mail or street that is theirs, to recognise documents by; repeat it."
    ),
]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this it is only shown.")]
OfPartner = Annotated[str | None, typer.Option("--partner", help="Who looked.")]
OfSubject = Annotated[
    str | None, typer.Option("--subject", help="Whose records, as `order:SO-1` or `customer:C-1`.")
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1_000, help="How many, the latest first.")]


def erase(customer: Customer, text: Text = None, *, apply: Apply = False) -> None:
    """Remove a person from every place of ours that keeps one, and say what was found where.

    The systems keep theirs: what they still tell is read again.
    """
    from gateway.cli.persons.erasing import erase_person  # noqa: PLC0415 - keeps the other commands quick

    erase_person(Console(), customer, text or (), apply=apply)


def reads(partner: OfPartner = None, subject: OfSubject = None, *, limit: Limit = 50) -> None:
    """Show who was shown personal data, under grants that ask for it to be kept."""
    from gateway.cli.persons.reading import show_reads  # noqa: PLC0415 - keeps the other commands quick

    show_reads(Console(), partner, subject, limit)
