"""A reader whose records are in base units, asking for products only where a unit is a foreign one."""

from collections.abc import Sequence
from typing import Generic

from msgspec.structs import replace

from domain.catalog import Product
from domain.errors import BackendError
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, Reader, V
from gateway.assembly.believing import with_gaps
from gateway.assembly.units import Conversion, Converter


class Converted(Generic[K, V]):
    """Brings what `reader` finds to base units and checks it once it can be compared."""

    def __init__(
        self, reader: Reader[K, V], products: Reader[str, Product], conversion: Conversion[V]
    ) -> None:
        self._reader = reader
        self._products = products
        self._conversion = conversion

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        found = await self._reader.read(keys, demand)
        skus = self._foreign(found)
        products = await self._products.read(skus, demand) if skus else {}
        return self._applied(found, products)

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        found = self._reader.peek(keys, demand)
        if found is None:
            return None
        skus = self._foreign(found)
        products = self._products.peek(skus, demand) if skus else {}
        return None if products is None else self._applied(found, products)

    def _foreign(self, outcomes: Outcomes[K, V]) -> list[str]:
        found = (outcome.value for outcome in outcomes.values() if isinstance(outcome, Found))
        return sorted(set().union(*(self._conversion.foreign(value) for value in found)))

    def _applied(self, outcomes: Outcomes[K, V], products: Outcomes[str, Product]) -> Outcomes[K, V]:
        return {
            key: self._in_base(outcome, products) if isinstance(outcome, Found) else outcome
            for key, outcome in outcomes.items()
        }

    def _in_base(self, outcome: Found[V], products: Outcomes[str, Product]) -> Found[V] | Missing | Failed:
        skus = self._conversion.foreign(outcome.value)
        if not skus:
            found = self._conversion.check(outcome.value)
            return replace(outcome, findings=(*outcome.findings, *found)) if found else outcome
        converter, gaps = converter_for(skus, products)
        value = self._conversion.apply(outcome.value, converter)
        findings = (*outcome.findings, *converter.findings, *self._conversion.check(value))
        return with_gaps(replace(outcome, value=value, findings=findings), gaps)


def converter_for(skus: set[str], products: Outcomes[str, Product]) -> tuple[Converter, list[BackendError]]:
    """A converter for these skus, and the errors of those whose product could not be read."""
    known = {sku: products[sku] for sku in skus if sku in products}
    described = {sku: outcome.value for sku, outcome in known.items() if isinstance(outcome, Found)}
    failed = {sku: outcome.error for sku, outcome in known.items() if isinstance(outcome, Failed)}
    return Converter(described, frozenset(failed)), list(failed.values())[:1]
