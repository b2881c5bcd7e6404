"""Merging what warehouses and transport know of one shipment, and saying on it who could not tell."""

from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from domain.authority import Authority, Fact
from domain.ports.reading import Failed, Found, Missing
from domain.shipments import Shipment
from gateway.assembly.believing import all_together
from gateway.assembly.joining import joined_shipment
from gateway.assembly.merged import Answers, Merge


def shipment_parts(authority: Authority, makers: AbstractSet[str]) -> Merge[str, Shipment]:
    """Every instance adds its part. One of `makers` made it: where that one has it, no other is missed."""
    together = all_together(authority, Fact.SHIPMENT, joined_shipment)

    def merge(key: str, answers: Answers[Shipment]) -> Found[Shipment] | Missing | Failed:
        made = any(isinstance(outcome, Found) for name, outcome in answers.items() if name in makers)
        asked = {
            name: outcome
            for name, outcome in answers.items()
            if not (made and name in makers and _is_silent(outcome))
        }
        return _with_its_gaps(together(key, asked))

    return merge


def _is_silent(outcome: Found[Shipment] | Missing | Failed) -> bool:
    """It said nothing of the shipment, not even that its record of it is broken."""
    return isinstance(outcome, Failed) and not outcome.findings


def _with_its_gaps(outcome: Found[Shipment] | Missing | Failed) -> Found[Shipment] | Missing | Failed:
    if not isinstance(outcome, Found) or not outcome.gaps:
        return outcome
    return replace(outcome, value=replace(outcome.value, gaps=outcome.gaps))
