"""What the index does not know is asked of the backends once, and then it does.

For a row scope the backends are asked behind the answer: how long it takes would tell that somebody
else's order exists.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.errors import BackendError
from domain.partners import RowScope
from domain.search.terms import Term
from resolvers.context import GraphContext

ANYBODY = RowScope()


class Learned(NamedTuple):
    """asked: whether the backends were, so that the index may now know more. errors: of those away."""

    asked: bool = False
    errors: Sequence[BackendError] = ()


async def learned(context: GraphContext, unknown: Mapping[Term, str]) -> Learned:
    """Have the backends asked. Who could not answer is told of in the answer's freshness."""
    if not unknown:
        return Learned()
    if context.admission is not None:
        context.search.learner.later(unknown)
        return Learned()
    errors = await context.search.learner.learn(unknown, context.demand)
    context.unheard.extend(errors)
    return Learned(asked=True, errors=errors)


async def unknown_of(context: GraphContext, texts: Mapping[Term, str]) -> Mapping[Term, str]:
    """Those that no order in the index has, whosever it is.

    For a row scope all of them: whether somebody else's order has the name must make no difference.
    """
    if not texts or context.admission is not None:
        return texts
    known = await context.search.index.named(list(texts), ANYBODY)
    return {term: text for term, text in texts.items() if term not in known}
