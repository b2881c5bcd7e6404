from datetime import timedelta

from rich.console import Console

from domain.errors import BackendRefused
from gateway.cli.probe_table import probe_table
from gateway.telemetry.probing import Answer


def test_each_system_has_its_row() -> None:
    refused = BackendRefused("refused [our] credentials", backend="erp", cause="HTTP 401")
    console = Console(width=100)
    with console.capture() as shown:
        console.print(
            probe_table(
                [
                    Answer("erp", "orders", timedelta(milliseconds=12), refused),
                    Answer("tms", "shipments", timedelta(microseconds=3_400), None),
                ]
            )
        )
    lines = [" ".join(line.split()) for line in shown.get().splitlines()]
    assert lines[0] == "Asked once"
    assert "erp orders 12 ms refused [our] credentials (BACKEND_REFUSED: HTTP 401)" in lines
    assert "tms shipments 3 ms reachable" in lines
