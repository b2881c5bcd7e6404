"""Exception cases: what a person must look at."""

from datetime import datetime

import strawberry

from domain import exceptions as domain
from domain.cases.work import CaseFilter
from domain.exceptions import CaseState, Severity
from domain.ports.graph import IMPACT
from resolvers.batched import batched, derived
from resolvers.builds import cases as build
from resolvers.types.search import PageInfo

strawberry.enum(Severity, name="ExceptionSeverity", description="How soon somebody should look.")
strawberry.enum(CaseState, name="ExceptionState", description="The life of an exception case.")


@strawberry.type(description="What a case touches, in our names, as far as systems can tell now.")
class Impact:
    """After domain.cases.impact.Impact."""

    orders: list[str] = strawberry.field(description="Numbers of orders.")
    skus: list[str] = strawberry.field(description="Items, those of the orders' lines included.")
    customers: list[str] = strawberry.field(description="Codes of the customers of these orders.")
    locations: list[str] = strawberry.field(description="Codes of the places that it is at.")


@strawberry.type(description="One step in the life of a case.")
class ExceptionChange:
    """After domain.exceptions.CaseChange."""

    at: datetime = strawberry.field(description="When.")
    who: str = strawberry.field(description="Who did it; `sighting` where a new one opened it again.")
    before: CaseState = strawberry.field(name="from", description="The state before.")
    after: CaseState = strawberry.field(name="to", description="The state since.")
    note: str = strawberry.field(description="To whom it was given, or how it was resolved.")


@strawberry.type(
    name="ExceptionCase",
    description="Something that is not right, kept until a person has dealt with it. One for each cause.",
)
class Case:
    """After domain.exceptions.ExceptionCase."""

    id: str = strawberry.field(description="Its name here.")
    code: str | None = derived(build.code, description="What is not right, such as `UNMAPPED_CODE`.")
    severity: Severity | None = derived(build.severity, description="How soon somebody should look.")
    state: CaseState | None = strawberry.field(description="Whether somebody works on it, or did.")
    owner: str | None = derived(build.owner, description="Who works on it; empty for nobody.")
    resolution: str | None = derived(build.resolution, description="How it was resolved.")
    first_seen: datetime | None = strawberry.field(description="The first sighting.")
    last_seen: datetime | None = strawberry.field(description="The latest sighting.")
    count: int | None = strawberry.field(description="How often it was seen.")
    systems: list[str] | None = derived(build.systems, description="The systems that say so.")
    subjects: list[str] | None = derived(
        build.subjects, description="What it is about, newest first, 100 at most: `order:SO-1`."
    )
    detail: str | None = derived(build.detail, description="One sentence for the person who looks.")
    evidence: list[str] | None = derived(
        build.evidence,
        description="Where to look, newest first, 20 at most: `trace:` and the id that its log lines have.",
    )
    impact: Impact | None = batched(
        IMPACT,
        build.subjects_to_follow,
        build.impact,
        description="What its subjects touch, computed now; a system that is away leaves its part out.",
    )
    history: list[ExceptionChange] | None = strawberry.field(
        description="What was done about it, oldest first."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, domain.ExceptionCase)


@strawberry.type(description="One case of a page.")
class ExceptionEdge:
    """After resolvers.builds.pages.Edge."""

    cursor: str = strawberry.field(description="Its place, for `after`: good under the same filter.")
    node: Case | None = strawberry.field(description="The case.")


@strawberry.type(description="A page of exception cases, the latest seen first.")
class ExceptionConnection:
    """After resolvers.builds.pages.Counted."""

    edges: list[ExceptionEdge] = strawberry.field(description="The cases of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")
    total_count: int = strawberry.field(description="How many the filter has on all pages.")


@strawberry.input(
    name="ExceptionFilterInput",
    description="Which cases. All conditions must hold; in a list, any of its values.",
)
class ExceptionFilterInput:
    """Each condition that is left out does not matter."""

    states: list[CaseState] | None = strawberry.field(default=None, description="Their states.")
    codes: list[str] | None = strawberry.field(default=None, description="What is not right.")
    severities: list[Severity] | None = strawberry.field(default=None, description="How soon to look.")
    systems: list[str] | None = strawberry.field(default=None, description="Systems that say so.")
    subjects: list[str] | None = strawberry.field(
        default=None, description="What they are about: `order:SO-1`, `sku:AX-1@EAST`."
    )
    owner: str | None = strawberry.field(
        default=None, description="Who works on them; an empty text for nobody."
    )

    def condition(self) -> CaseFilter:
        """What it means to the store."""
        return CaseFilter(
            states=tuple(self.states or ()),
            codes=tuple(self.codes or ()),
            severities=tuple(self.severities or ()),
            systems=tuple(self.systems or ()),
            subjects=tuple(self.subjects or ()),
            owners=() if self.owner is None else (self.owner,),
        )
