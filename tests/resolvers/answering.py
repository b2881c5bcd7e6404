"""Asking a graph that stands over something of a test's own."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from domain.partners import Principal
from resolvers.context import GraphContext
from resolvers.errors import told
from tests.resolvers.asking import run_in

Variables = Mapping[str, object] | None


class Answering(ABC):
    """usual: who asks where nobody else is named."""

    usual: Principal

    @abstractmethod
    def context(self, principal: Principal) -> GraphContext:
        """Of one operation."""

    async def ask(
        self, document: str, principal: Principal | None = None, variables: Variables = None
    ) -> Any:  # noqa: ANN401 - the shape of the answer is that of the document
        """The data of an operation that must not have an error."""
        data, errors = await self.asked(document, principal, variables)
        assert errors == []
        return data

    async def error(
        self, document: str, principal: Principal | None = None, variables: Variables = None
    ) -> Any:  # noqa: ANN401 - as JSON has it
        """The one error, which leaves nothing."""
        data, (error,) = await self.asked(document, principal, variables)
        assert set(data.values()) == {None}
        return error

    async def asked(
        self, document: str, principal: Principal | None = None, variables: Variables = None
    ) -> tuple[Any, list[Any]]:
        """Data and errors as a client has them."""
        result = await run_in(self.context(principal or self.usual), document, variables)
        return result.data, [told(error, "").formatted for error in result.errors or ()]
