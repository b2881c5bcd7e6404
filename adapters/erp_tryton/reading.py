"""Reading replies: with the company's settings, and each key once."""

from collections import Counter
from dataclasses import dataclass
from typing import TypeVar

from adapters.erp_tryton.api import Reply, TrytonApi
from adapters.erp_tryton.mapping.notes import Meant, Reading
from adapters.transport.decode import RecordKind, RecordsRead, read_records, unusable

N = TypeVar("N")
W = TypeVar("W")


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company's interface, and how what comes over it is meant."""

    api: TrytonApi
    meant: Meant

    @property
    def instance(self) -> str:
        """Its name among the instances."""
        return self.api.transport.instance

    @property
    def number(self) -> int:
        """Its id in Tryton."""
        return self.api.company

    def reading(self, reply: Reply) -> Reading:
        """What mapping needs to know of a reply besides its records."""
        return Reading(
            instance=self.instance,
            meant=self.meant,
            as_of=reply.as_of,
            fetched_at=self.api.transport.clock.now(),
        )

    def records(self, reply: Reply, kind: RecordKind[str, N, W]) -> RecordsRead[str, W]:
        """The records by their keys. Tryton lets two bear one: then neither can be told to be meant."""
        read = read_records(reply.records, kind, self.instance)
        times = Counter(key for key, _ in read.records)
        doubled = {
            key: unusable(self.instance, f"{key} names {count} records", "doubled key", kind.subject(key))
            for key, count in times.items()
            if count > 1
        }
        single = [(key, record) for key, record in read.records if key not in doubled]
        return RecordsRead(single, read.failed | doubled, read.unnamed)
