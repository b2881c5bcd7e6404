"""Orders by what others call them, over all instances: each is asked for the kinds of names that it takes.

Whoever knows such a name may have its own order by it, so that all of them together are the answer: no
authority says which to leave out. What becomes of an order that two systems claim is said where it is read.
"""

from domain.ports.backends import ORDERS_BY_REFERENCE
from domain.ports.reading import Failed, Found, Missing, Reader
from domain.references import Reference, ReferredOrders
from gateway.assembly.believing import joined
from gateway.assembly.declared import Assembly
from gateway.assembly.joining import joined_references
from gateway.assembly.merged import Answers, Merged
from gateway.assembly.naming import renaming
from gateway.assembly.naming.keys import ReferenceKeys
from gateway.assembly.naming.renamed import Renamed


def orders_by_reference(assembly: Assembly) -> Reader[Reference, ReferredOrders]:
    """The port over all instances, read once in a request; one that is away is a gap."""
    sources = [
        Renamed(
            each.instance,
            each.readers.of(ORDERS_BY_REFERENCE),
            assembly.crosswalk,
            ReferenceKeys(each.references),
            renaming.referred,
        )
        for each in assembly.instances
        if ORDERS_BY_REFERENCE in each.readers
    ]
    return assembly.once(Merged(sources, _together))


def _together(_key: Reference, answers: Answers[ReferredOrders]) -> Found[ReferredOrders] | Missing | Failed:
    return joined(list(answers.values()), joined_references)
