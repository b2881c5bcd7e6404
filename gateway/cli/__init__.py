"""The command line: `ordergraph serve | demo | schema | check-config | migrate`."""

from gateway.cli.entry import main

__all__ = ["main"]
