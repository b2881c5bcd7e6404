"""Whether somebody at the keyboard is sure."""

import sys

import typer

from domain.errors import BadInput


def confirmed(question: str) -> bool:
    """What they say. Raises BadInput where nobody is there to be asked."""
    if not sys.stdin.isatty():
        raise BadInput("nobody is there to be asked; --yes does it without asking")
    return typer.confirm(question, err=True)
