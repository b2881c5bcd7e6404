"""Who asks in the demo, and what: ready-made operations with variables that show something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from gateway.demo.instance_file import CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyMade:
    """One operation of one persona. client: whose token it needs.

    indexed: an order that the search index has to know before: who is held to some rows sees what is in it.
    """

    persona: str
    client: str
    question: str
    document: str
    variables: Mapping[str, object]
    indexed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Orders and items of the simulated world that show something. read_out: a number that a caller has."""

    order: str
    read_out: str
    own_order: str
    skus: Sequence[str]


def ready_made(examples: Examples) -> list[ReadyMade]:
    """The operations, in the order of the showing."""
    return [
        ReadyMade(
            persona="Service desk",
            client="service-desk",
            question=f"Where is order {examples.order}?",
            document=_document("service_desk"),
            variables={"number": examples.order},
        ),
        ReadyMade(
            persona="Service desk",
            client="service-desk",
            question=f"A caller reads out {examples.read_out}: what is it?",
            document=_document("find"),
            variables={"text": examples.read_out},
        ),
        ReadyMade(
            persona="Storefront",
            client="storefront",
            question="Can I sell these items?",
            document=_document("storefront"),
            variables={"skus": list(examples.skus)},
        ),
        ReadyMade(
            persona="Partner",
            client="partner-acme",
            question=f"How are my orders? (rows of {CUSTOMER} only, no prices)",
            document=_document("partner"),
            variables={"mine": examples.own_order, "foreign": examples.order},
            indexed=examples.own_order,
        ),
        ReadyMade(
            persona="Operations",
            client="ops",
            question="Which systems answer?",
            document=_document("ops"),
            variables={},
        ),
    ]


def _document(name: str) -> str:
    return files("gateway.demo").joinpath(f"operations/{name}.graphql").read_text(encoding="utf-8")
