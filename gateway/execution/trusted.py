"""Trusted documents as requests name them, and what is wrong with those that could not be run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.execution.answers import Answer
from gateway.execution.documents import Documents
from gateway.settings import limits as settings
from gateway.settings.documents import OTHERS, DocumentCheck, PartnerDocuments
from resolvers.limiting.limits import Limits
from resolvers.schema import build_schema

_HASHED = "sha256:"


@dataclass(frozen=True, slots=True)
class Trusted:
    """The documents of one partner. only: whether it may run nothing else."""

    by_key: Mapping[str, str]
    texts: frozenset[str]
    only: bool

    def text(self, key: str) -> str | None:
        """The document of an id or hash; a hash may stand with or without `sha256:`."""
        found = self.by_key.get(key)
        if found is None and key.startswith(_HASHED):
            return self.by_key.get(key.removeprefix(_HASHED))
        return self.by_key.get(f"{_HASHED}{key}") if found is None else found


NONE = Trusted({}, frozenset(), only=False)


class TrustedDocuments:
    """Those of every partner. `take` puts others in their place, between two requests."""

    def __init__(self, documents: Mapping[str, PartnerDocuments]) -> None:
        self.take(documents)

    def take(self, documents: Mapping[str, PartnerDocuments]) -> None:
        """Trust these from now on."""
        self._of = {
            partner: Trusted(each.by_key, frozenset(each.by_key.values()), each.only)
            for partner, each in documents.items()
        }

    def of(self, partner: str) -> Trusted:
        """Those of a partner, or those that hold for all who have none of their own."""
        return self._of.get(partner) or self._of.get(OTHERS, NONE)


def checked_documents(limits: settings.Limits) -> DocumentCheck:
    """How documents are checked against our graph: as every operation that is asked for is."""
    schema = build_schema()._schema  # noqa: SLF001 - Strawberry has no public name for it
    documents = Documents(schema, Limits(**limits.of_operation()))

    def faults(text: str) -> Sequence[str]:
        read = documents.read(text)
        return [error["message"] for error in read.errors] if isinstance(read, Answer) else ()

    return faults
