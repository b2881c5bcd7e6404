"""Whose business a record or an event is: what row scopes are held against."""

import msgspec


class Owners(msgspec.Struct, frozen=True, kw_only=True):
    """Who has to do with it, by kind of owner.

    None: this kind of record has no such owner, so that a row scope over it does not apply. An empty
    set: it has, but nobody is known. With `known` false nothing is known: for unrestricted grants only.
    """

    customers: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    locations: frozenset[str] | None = None
    suppliers: frozenset[str] | None = None
    carriers: frozenset[str] | None = None
    known: bool = True
