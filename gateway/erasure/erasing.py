"""Erasing a person: every place in one transaction, and then the word to every process that remembers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ports.cache import Outdated, Signal
from gateway.erasure.person import Person
from gateway.erasure.places import PLACES, Found
from gateway.store.database import store_errors


async def looked_for(person: Person, engine: AsyncEngine) -> list[Found]:
    """What is where; nothing is removed. Raises StoreUnavailable."""
    with store_errors(engine.url):
        async with engine.connect() as connection:
            return [await look(connection, person, remove=False) for look in PLACES]


async def erased(person: Person, engine: AsyncEngine, signal: Signal, now: datetime) -> list[Found]:
    """Remove the person, and have every cache forget what it knows of them. Raises StoreUnavailable."""
    await _tell(person, signal, now)
    with store_errors(engine.url):
        async with engine.begin() as connection:
            found = [await look(connection, person, remove=True) for look in PLACES]
    # Once more: what was read between the word and the removal was read of our own store.
    await _tell(person, signal, now)
    return found


async def _tell(person: Person, signal: Signal, now: datetime) -> None:
    for instance, subjects in _by_instance(person).items():
        await signal.tell(Outdated(instance, tuple(subjects), now))


def _by_instance(person: Person) -> dict[str, Sequence[str]]:
    told: dict[str, list[str]] = {}
    for (instance, kind), names in person.foreign.items():
        told.setdefault(instance, []).extend(f"{kind}:{name}" for name in names)
    return {instance: subjects for instance, subjects in told.items() if subjects}
