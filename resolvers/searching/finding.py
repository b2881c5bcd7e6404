"""The one box: what a text names, by our own index, the crosswalk and the ERP's items.

Backends are asked for orders only where nothing else has the name. Whoever may not see every row hears
nothing of other rows, neither from the answer nor from the time that it takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.catalog import Product
from domain.errors import BackendError
from domain.identifiers import PARTY_KINDS, Identifier, IdentifierKind, of_party, party_and_number
from domain.partners import FieldRights, RowScope, Scope
from domain.policy import ALLOW, decide_row
from domain.ports.backends import ORDERS, PRODUCTS
from domain.ports.reading import Failed, Found, Outcomes
from domain.rows.whose import of_place
from domain.search.recognition import TERM_KINDS, Meaning, Recognised, gtins, recognised
from domain.search.terms import Term, TermKind, term
from resolvers.batched import values_of
from resolvers.builds import found as build
from resolvers.builds.found import Match
from resolvers.context import GraphContext
from resolvers.granting.comparing import comparison, require_comparison
from resolvers.granting.input_fields import FOUND_BY
from resolvers.rows.own_names import own_givers
from resolvers.searching.learning import Learned, learned, unknown_of

FIELD = "text"
_ITEM_NAMES: Mapping[Meaning, Sequence[IdentifierKind]] = {
    Meaning.GTIN: (IdentifierKind.GTIN,),
    Meaning.ITEM: (IdentifierKind.ITEM,),
}
_PLACE_NAMES: Mapping[Meaning, Sequence[IdentifierKind]] = {
    Meaning.GLN: (IdentifierKind.GLN,),
    Meaning.LOCATION: (IdentifierKind.LOCATION,),
}


async def find(context: GraphContext, text: str) -> list[Match]:
    """Everything that the text names, the likeliest first.

    Raises BadInput, NotGranted, StoreUnavailable, and BackendError where nothing is found and a system
    that could know the text is away.
    """
    said = recognised(text, field=FIELD)
    terms = _terms(context, said)
    found = [*await _orders(context, said, terms), *await _places(context, said)]
    skus = await _skus(context, said) if not found or await _is_ordered(context, said) else {}
    items = await context.batches.gather(PRODUCTS, list(skus))
    there = build.items(skus, items)
    context.batches.show(PRODUCTS, [match.sku for match in there])
    if found or there:
        return [*found, *there]
    news = await _learned(context, said, terms)
    if news.asked:
        found = await _orders(context, said, terms)
    return found or _nothing(items, news.errors)


def _terms(context: GraphContext, said: Recognised) -> Mapping[Meaning, Term]:
    """What to look the text up as. What is not granted is no meaning of it; an e-mail means nothing else."""
    rights = context.principal.grant.fields
    looked_up = (meaning for meaning in said.meanings if meaning in TERM_KINDS)
    granted = (meaning for meaning in looked_up if meaning is Meaning.EMAIL or _may_find(rights, meaning))
    return {meaning: _term(context, meaning, said.text) for meaning in granted}


def _may_find(rights: FieldRights, meaning: Meaning) -> bool:
    return meaning not in FOUND_BY or not comparison(rights, FOUND_BY[meaning]).refused


def _term(context: GraphContext, meaning: Meaning, text: str) -> Term:
    kind = TERM_KINDS[meaning]
    if kind is not TermKind.EMAIL:
        return term(kind, text, field=FIELD)
    require_comparison(context.principal.grant.fields, FOUND_BY[meaning], "Query.find by an e-mail")
    return context.search.email_term(text, field=FIELD)


async def _orders(context: GraphContext, said: Recognised, terms: Mapping[Meaning, Term]) -> list[Match]:
    if not terms:
        return []
    named = await context.search.index.named(list(terms.values()), context.principal.grant.rows)
    if context.admission is not None:
        context.admission.admit(number for numbers in named.values() for number in numbers)
    return await _own(context, build.orders(said, terms, named))


async def _own(context: GraphContext, matches: list[Match]) -> list[Match]:
    """For a row scope the order's own record has the last word: it may have changed hands since."""
    if context.admission is None or not matches:
        return matches
    numbers = [match.number for match in matches]
    orders = await context.batches.gather(ORDERS, numbers)
    own = []
    for match in matches:
        outcome = orders[match.number]
        if isinstance(outcome, Failed):
            own.append(replace(match, term=None))
        elif isinstance(outcome, Found):
            own.append(match)
    return own


async def _learned(context: GraphContext, said: Recognised, terms: Mapping[Meaning, Term]) -> Learned:
    """Have the backends asked for a name that no order in the index has, whosever it is."""
    texts = {one: said.text for one in terms.values() if one.kind is not TermKind.EMAIL}
    unknown = await unknown_of(context, texts)
    return await learned(context, texts) if len(unknown) == len(texts) else Learned()


async def _places(context: GraphContext, said: Recognised) -> list[Match]:
    """Our places are declared, so no system is asked."""
    if Scope.CATALOG_READ not in context.principal.grant.scopes:
        return []
    codes = await _tied(context, said, _PLACE_NAMES)
    if Meaning.LOCATION in said.meanings:
        plain = said.text.casefold()
        codes = {code: Meaning.LOCATION for code in context.places if code.casefold() == plain} | codes
    return [
        Match(kind=meaning, value=code, code=code)
        for code, meaning in codes.items()
        if code in context.places and decide_row(context.principal, of_place(code)) is ALLOW
    ]


async def _is_ordered(context: GraphContext, said: Recognised) -> bool:
    """Whether the index has the text as an item too, which then is worth asking for."""
    if Meaning.ITEM not in said.meanings:
        return False
    item = term(TermKind.SKU, said.text, field=FIELD)
    return bool(await context.search.index.named([item], context.principal.grant.rows))


async def _skus(context: GraphContext, said: Recognised) -> dict[str, Meaning]:
    """What may be one of our items. A rule of names ties whatever it is asked: the ERP knows which are."""
    if Scope.CATALOG_READ not in context.principal.grant.scopes:
        return {}
    skus = await _tied(context, said, _ITEM_NAMES)
    if Meaning.ITEM in said.meanings:
        skus = dict.fromkeys((said.text, said.text.upper()), Meaning.ITEM) | skus
        skus |= dict.fromkeys(await _part_numbers(context, said.text), Meaning.ITEM)
    return skus


async def _part_numbers(context: GraphContext, text: str) -> list[str]:
    """Our items to which a customer or a supplier gives this number, alone or behind its own name.

    Whoever is held to some rows is told of the numbers of its own customers and suppliers alone.
    """
    crosswalk = context.search.crosswalk
    if context.admission is not None:
        own = await _own_parts(context, text, context.admission.rows)
        return list((await crosswalk.ours(own)).values())
    instances = [state.instance for state in context.backends.states()]
    whole = [Identifier(kind, instance, text) for kind in PARTY_KINDS for instance in instances]
    known = {**await crosswalk.numbered(tuple(PARTY_KINDS), text), **await crosswalk.ours(whole)}
    return list(known.values())


async def _own_parts(context: GraphContext, text: str, rows: RowScope) -> list[Identifier]:
    """What this number would be as one that an own customer or supplier gave: nobody else's is looked up."""
    parts = []
    for kind, party in PARTY_KINDS.items():
        givers = sorted(own_givers(kind, rows))
        for state in context.backends.states():
            names = await context.search.crosswalk.theirs(party, givers, state.instance)
            written = {of_party(name, text) for name in names.values()}
            if party_and_number(text)[0] in names.values():
                written.add(text)
            parts += [Identifier(kind, state.instance, one) for one in sorted(written - {""})]
    return parts


async def _tied(
    context: GraphContext, said: Recognised, names: Mapping[Meaning, Sequence[IdentifierKind]]
) -> dict[str, Meaning]:
    """Our names of what any system calls so, each with the meaning under which it was found."""
    instances = [state.instance for state in context.backends.states()]
    meant = {
        Identifier(kind, instance, written): meaning
        for meaning, kinds in names.items()
        if meaning in said.meanings
        for written in (gtins(said.text) if meaning is Meaning.GTIN else (said.text,))
        for kind in kinds
        for instance in instances
    }
    ours = await context.search.crosswalk.ours(list(meant))
    return {name: meant[foreign] for foreign, name in ours.items()}


def _nothing(items: Outcomes[str, Product], unheard: Sequence[BackendError]) -> list[Match]:
    """No match; raises where it is not certain that nothing has that name."""
    values_of(items, list(items))
    if unheard:
        raise unheard[0]
    return []
