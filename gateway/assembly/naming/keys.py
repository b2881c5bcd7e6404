"""How the keys of a port are made of names, so that they can be translated in one batch."""

from collections.abc import Container, Mapping, Sequence
from typing import Protocol

from domain.identifiers import IdentifierKind, as_unlinked
from domain.ports.reading import K
from domain.references import Reference
from domain.stock import StockKey

Names = Mapping[IdentifierKind, Mapping[str, str]]


class Keys(Protocol[K]):
    """The names inside the keys of one port."""

    def names(self, keys: Sequence[K]) -> Mapping[IdentifierKind, Sequence[str]]:
        """Every name of ours in the keys, by kind."""
        ...

    def translated(self, keys: Sequence[K], names: Names, instance: str) -> Mapping[K, K]:
        """The keys that the instance has names for, in its names."""
        ...

    def subject(self, record: object) -> str:
        """The entity key of a record of this port, for findings."""
        ...

    def subject_of(self, key: K) -> str:
        """The entity key of whatever `key` names."""
        ...


class NumberKeys:
    """Keys that are one name of one kind. Shared kinds (tracking numbers) are never translated."""

    def __init__(self, kind: IdentifierKind, attribute: str, *, shared: bool = False) -> None:
        self._kind = kind
        self._attribute = attribute
        self._shared = shared

    def names(self, keys: Sequence[str]) -> Mapping[IdentifierKind, Sequence[str]]:
        return {} if self._shared else {self._kind: keys}

    def translated(self, keys: Sequence[str], names: Names, instance: str) -> Mapping[str, str]:
        if self._shared:
            return {key: key for key in keys}
        return _named(keys, self._kind, names, instance)

    def subject(self, record: object) -> str:
        return self.subject_of(getattr(record, self._attribute))

    def subject_of(self, key: str) -> str:
        return f"{self._kind}:{key}"


class ReferenceKeys:
    """Names that are asked for as they were said: an instance takes those of its own kinds."""

    def __init__(self, kinds: Container[IdentifierKind]) -> None:
        self._kinds = kinds

    def names(self, _keys: Sequence[Reference]) -> Mapping[IdentifierKind, Sequence[str]]:
        return {}

    def translated(
        self, keys: Sequence[Reference], _names: Names, _instance: str
    ) -> Mapping[Reference, Reference]:
        return {key: key for key in keys if key.kind in self._kinds}

    def subject(self, record: object) -> str:
        return str(getattr(record, "reference", ""))

    def subject_of(self, key: Reference) -> str:
        return str(key)


class StockKeys:
    """Item and place together; an instance must know both."""

    def names(self, keys: Sequence[StockKey]) -> Mapping[IdentifierKind, Sequence[str]]:
        return {
            IdentifierKind.ITEM: list(dict.fromkeys(key.sku for key in keys)),
            IdentifierKind.LOCATION: list(dict.fromkeys(key.location for key in keys)),
        }

    def translated(
        self, keys: Sequence[StockKey], names: Names, instance: str
    ) -> Mapping[StockKey, StockKey]:
        wanted = self.names(keys)
        items = _named(wanted[IdentifierKind.ITEM], IdentifierKind.ITEM, names, instance)
        places = _named(wanted[IdentifierKind.LOCATION], IdentifierKind.LOCATION, names, instance)
        return {
            key: StockKey(items[key.sku], places[key.location])
            for key in keys
            if key.sku in items and key.location in places
        }

    def subject(self, record: object) -> str:
        return self.subject_of(StockKey(getattr(record, "sku", ""), getattr(record, "location", "")))

    def subject_of(self, key: StockKey) -> str:
        return f"sku:{key.sku}@{key.location}"


def _named(keys: Sequence[str], kind: IdentifierKind, names: Names, instance: str) -> Mapping[str, str]:
    """Linked names, and those that stand in this instance's namespace because nothing ties them."""
    known = dict(names.get(kind, {}))
    for key in keys:
        foreign = as_unlinked(key, kind)
        if key not in known and foreign is not None and foreign.instance == instance:
            known[key] = foreign.value
    return known
