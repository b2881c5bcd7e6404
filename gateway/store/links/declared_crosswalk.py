"""The crosswalk over what is declared: rows of tables, and rules of names. All of it is in memory.

A row goes before a rule: where a row gives a thing its name in a system, the rule for that system
does not speak of that thing any more.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence

from domain.folds.standing_claims import ClaimKey, claim_key
from domain.identifiers import (
    PARTY_KINDS,
    Identifier,
    IdentifierKind,
    Link,
    LinkOrigin,
    as_unlinked,
    party_and_number,
)
from gateway.settings.naming.links import DeclaredLink, contradictions
from gateway.settings.naming.names import NO_RULES, NameRule, NameRules
from gateway.settings.reading.problems import ConfigProblems

_NO_RULE = NameRule()


class DeclaredCrosswalk:
    """Implements the port `Crosswalk`. Every answer is at hand, so that `peek_` never gives None.

    Where an instance has several names for one thing, `theirs` gives the one that was declared first. A
    name of a shared kind (GTIN, GLN, tracking number) means the same in every instance.
    Names that stand in the namespace of one of `instances` are not ours, so no rule speaks of them.
    Raises ConfigProblems for rows that contradict each other, naming both.
    """

    def __init__(
        self,
        rows: Sequence[DeclaredLink] = (),
        rules: NameRules = NO_RULES,
        instances: Collection[str] = (),
    ) -> None:
        wrong = contradictions(rows)
        if wrong:
            raise ConfigProblems("declared links", tuple(wrong))
        self._rules = rules
        self._instances = frozenset(instances)
        self._spellings = {kind: rule.spellings() for kind, rule in rules.items()}
        self._ours: dict[ClaimKey, str] = {claim_key(row.foreign): row.ours for row in rows}
        self._theirs: dict[tuple[IdentifierKind, str, str], str] = {}
        self._of_name: dict[tuple[IdentifierKind, str], list[Identifier]] = {}
        for foreign, ours in {row.foreign: row.ours for row in rows}.items():
            self._theirs.setdefault((foreign.kind, foreign.instance, ours), foreign.value)
            self._of_name.setdefault((foreign.kind, ours), []).append(foreign)
        self._of_number: dict[tuple[IdentifierKind, str], dict[Identifier, str]] = {}
        for row in rows:
            if row.foreign.kind in PARTY_KINDS:
                number = row.foreign.kind, party_and_number(row.foreign.value)[1]
                self._of_number.setdefault(number, {})[row.foreign] = row.ours

    async def ours(self, foreign: Sequence[Identifier]) -> Mapping[Identifier, str]:
        return self.peek_ours(foreign)

    def peek_ours(self, foreign: Sequence[Identifier]) -> Mapping[Identifier, str]:
        named = ((one, self._our_name(one)) for one in foreign)
        return {one: name for one, name in named if name is not None}

    async def theirs(self, kind: IdentifierKind, names: Sequence[str], instance: str) -> Mapping[str, str]:
        return self.peek_theirs(kind, names, instance)

    def peek_theirs(self, kind: IdentifierKind, names: Sequence[str], instance: str) -> Mapping[str, str]:
        written = ((name, self._their_name(kind, name, instance)) for name in names)
        return {name: value for name, value in written if value is not None}

    def edition(self, kinds: Collection[IdentifierKind]) -> Hashable:
        del kinds  # what is declared is declared for good
        return 0

    async def numbered(self, kinds: Collection[IdentifierKind], number: str) -> Mapping[Identifier, str]:
        return {one: ours for kind in kinds for one, ours in self._of_number.get((kind, number), {}).items()}

    async def links(self, kind: IdentifierKind, name: str) -> Sequence[Link]:
        declared = [Link(one, name, LinkOrigin.DECLARED) for one in self._of_name.get((kind, name), ())]
        named = {link.identifier.instance for link in declared}
        ruled = (
            self._ruled(kind, name, instance)
            for instance in self._spellings.get(kind, {})
            if instance not in named
        )
        return [*declared, *(link for link in ruled if link is not None)]

    def owner(self, kind: IdentifierKind) -> str:
        """The instance whose names of this kind are ours; "" where none is declared."""
        return self._rules.get(kind, _NO_RULE).owner

    def _our_name(self, foreign: Identifier) -> str | None:
        declared = self._ours.get(claim_key(foreign))
        if declared is not None:
            return declared
        spelling = self._spellings.get(foreign.kind, {}).get(foreign.instance)
        name = None if spelling is None else spelling.ours(foreign.value)
        if name is None or (foreign.kind, foreign.instance, name) in self._theirs:
            return None
        return name

    def _their_name(self, kind: IdentifierKind, name: str, instance: str) -> str | None:
        declared = self._theirs.get((kind, instance, name))
        if declared is not None:
            return declared
        link = self._ruled(kind, name, instance)
        return None if link is None else link.identifier.value

    def _ruled(self, kind: IdentifierKind, name: str, instance: str) -> Link | None:
        """The link that the rule gives, unless a row says that its value is another thing of ours."""
        spelling = self._spellings.get(kind, {}).get(instance)
        value = None if spelling is None else spelling.theirs(name)
        if value is None or self._is_foreign(name, kind):
            return None
        foreign = Identifier(kind, instance, value)
        return None if claim_key(foreign) in self._ours else Link(foreign, name, LinkOrigin.RULE)

    def _is_foreign(self, name: str, kind: IdentifierKind) -> bool:
        foreign = as_unlinked(name, kind)
        return foreign is not None and foreign.instance in self._instances
