"""The command line: `ordergraph --help` lists what it can do."""

from gateway.cli.entry import main

__all__ = ["main"]
