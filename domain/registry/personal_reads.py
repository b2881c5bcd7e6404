"""Who was shown personal data, kept for the grants that ask for it."""

from datetime import datetime

import msgspec

MOST_SUBJECTS = 200
"""So many subjects does one line name; of more it says that there were more."""


class PersonalRead(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that showed something of a person.

    fields: as the graph names them (`Customer.email`). subjects: entity keys of the records that the answer
    shows (`order:SO-1`), the first MOST_SUBJECTS of `count`.
    """

    at: datetime
    partner: str
    person: str
    operation: str
    fields: tuple[str, ...]
    subjects: tuple[str, ...]
    count: int
    correlation_id: str
