"""What the index does not know is asked of the backends once, and then it does.

For a row scope the backends are asked behind the answer: how long it takes would tell that somebody
else's order exists.
"""

from collections.abc import Mapping

from domain.partners import RowScope
from domain.policy import unrestricted
from domain.search.terms import Term
from resolvers.context import GraphContext

ANYBODY = RowScope()


async def learned(context: GraphContext, unknown: Mapping[Term, str]) -> bool:
    """Have the backends asked. True where they were, so that the index may now know more."""
    if not unknown:
        return False
    if not unrestricted(context.principal):
        context.search.learner.later(unknown)
        return False
    await context.search.learner.learn(unknown, context.demand)
    return True


async def unknown_of(context: GraphContext, texts: Mapping[Term, str]) -> Mapping[Term, str]:
    """Those that no order in the index has, whosever it is."""
    if not texts:
        return {}
    known = await context.search.index.named(list(texts), ANYBODY)
    return {term: text for term, text in texts.items() if term not in known}
