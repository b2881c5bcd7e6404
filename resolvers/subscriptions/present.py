"""Which things are there now, for the snapshot at the beginning of a stream."""

import asyncio
import inspect
from collections.abc import Callable, Sequence

from domain.errors import BackendError, NotFound
from resolvers.context import GraphContext

ByName = Callable[[GraphContext, str], object]
"""Gives the thing, or what is to be awaited for it. Raises NotFound, BackendError."""


async def there(context: GraphContext, by_name: ByName, names: Sequence[str]) -> list[str]:
    """Those of the names that are something for the asker, or of which nobody can say it now.

    All are read together. What is not there is learned of as any query would.
    """
    known = await asyncio.gather(*(_is_there(context, by_name, name) for name in names))
    return [name for name, is_there in zip(names, known, strict=True) if is_there]


async def _is_there(context: GraphContext, by_name: ByName, name: str) -> bool:
    try:
        value = by_name(context, name)
        found = await value if inspect.isawaitable(value) else value
    except NotFound:
        return False
    except BackendError:
        return True
    return found is not None
