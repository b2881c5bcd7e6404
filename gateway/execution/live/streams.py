"""Subscriptions as they are followed: what their transports and groups ask of the graph."""

import inspect
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import nullcontext
from copy import copy
from typing import cast

import orjson
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql.execution import create_source_event_stream

from domain.errors import BadInput, OrderGraphError
from domain.log import cursors
from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.log.records import Gap, Logged
from domain.partners import Principal, RowScope
from domain.ports.state import Clock
from gateway.execution.answering import Answering
from gateway.execution.answers import Answer, Outcome
from gateway.execution.live.changes import Moved, Told, fresh_enough, last_of_each
from gateway.execution.live.items import Contexts, Items, Settled
from gateway.execution.live.keys import group_key
from gateway.execution.operations import Asker, Operation
from gateway.execution.telling import tell
from gateway.live.words import Item, Live
from resolvers.builds.updates import Touch, Update, UpdateGap, UpdateKind
from resolvers.context import GraphContext
from resolvers.errors import coded
from resolvers.limiting.document_size import fragments_of
from resolvers.log_reading import log_of
from resolvers.subscriptions.topics import Topic


class LiveOperation:
    """Implements `gateway.live.words.Live`. log: its name, which cursors hold.

    What is read takes the time and the lane of a query of the asker's. What takes longer is told as a gap.
    """

    def __init__(self, items: Items, operation: Operation, asker: Asker, topic: Topic, log: str) -> None:
        self._items = items
        self._operation = operation
        self._asker = asker
        self._topic = topic
        self._log = log
        self.moved = Moved(operation)
        self.of_group = False
        plan = operation.document.plans.of(operation.node, asker.principal.grant.fields)
        foreseen = plan.foreseen(items.graph, operation.node, fragments_of(operation.document.ast))
        self._key = group_key(operation, asker.principal, personal=bool(foreseen.personal))

    def grouped(self) -> "LiveOperation":
        """The same for all who share its key: what shows them nothing new is left out."""
        shared = copy(self)
        shared.moved, shared.of_group = Moved(self._operation), True
        return shared

    def joins(self, group: Live) -> None:
        """Let the group know what is shown to one of it alone."""
        if isinstance(group, LiveOperation):
            self.moved = group.moved

    @property
    def key(self) -> Hashable:
        return self._key

    @property
    def wanted(self) -> EventFilter:
        return self._topic.wanted

    @property
    def after(self) -> LogCursor | None:
        return self._topic.after

    @property
    def conflated(self) -> bool:
        return self._topic.conflated

    def rows(self, asker: Principal) -> RowScope:
        return self._topic.rows(asker.grant.rows)

    async def snapshot(self, asker: Principal, position: int) -> Sequence[Item]:
        """Raises StoreUnavailable."""

        async def found(context: GraphContext) -> Sequence[Update]:
            touches = await self._topic.snapshot(context, position)
            return self._updates(UpdateKind.SNAPSHOT, touches)

        return await self._told(asker, found, position)

    async def told(self, asker: Principal, events: Sequence[Logged]) -> Sequence[Item]:
        """Raises StoreUnavailable, and then nothing was told."""
        if not events:
            return ()

        if self._topic.conflated:
            await self._items.settled(events)

        async def found(context: GraphContext) -> Sequence[Update]:
            touches = await self._topic.told(context, events, self._log)
            await fresh_enough(context, self._topic, events, touches)
            return self._updates(UpdateKind.EVENT, touches)

        return await self._told(asker, found, events[-1].position)

    def gap(self, gap: Gap) -> Item:
        place = self._place(gap.restart)
        lost = UpdateGap(place, self._topic.reread, self._topic.keys)
        return self._at_once(Update(kind=UpdateKind.GAP, place=place, gap=lost))

    def heartbeat(self, position: int) -> Item:
        return self._at_once(Update(kind=UpdateKind.HEARTBEAT, place=self._place(position)))

    async def _told(
        self, asker: Principal, found: Callable[[GraphContext], Awaitable[Sequence[Update]]], upto: int
    ) -> Sequence[Item]:
        who = Asker(principal=asker, correlation_id=self._asker.correlation_id)
        with nullcontext() if self.of_group else self.moved.read_apart():
            answered = await self._items.together(self._operation, who, found)
            if isinstance(answered, Answer):
                return [self.gap(Gap(upto))]
            told: Told = self._told_now(answered) if self._topic.conflated else answered
        return [_item(update, answer) for update, answer in told]

    def _told_now(self, told: Told) -> Told:
        if self.of_group:
            return self.moved.of(told)
        self.moved.seen_apart(told)
        return told

    def _updates(self, kind: UpdateKind, touches: Sequence[Touch]) -> Sequence[Update]:
        """The cursor stands on the last of what belongs to one place of the log."""
        last = last_of_each(touches)
        return [
            Update(kind=kind, touch=touch, place=self._place(touch.position) if at in last else "")
            for at, touch in enumerate(touches)
        ]

    def _at_once(self, update: Update) -> Item:
        return _item(update, self._items.at_once(self._operation, self._asker, update))

    def _place(self, position: int) -> str:
        return cursors.written(LogCursor(self._log, position))


class Lives:
    """Opens subscriptions on one graph."""

    def __init__(  # noqa: PLR0913 - the parts of the engine
        self,
        graph: GraphQLSchema,
        contexts: Contexts,
        answering: Answering,
        clock: Clock,
        *,
        margin: float,
        hide: bool,
        settled: Settled,
    ) -> None:
        self._items = Items(
            graph=graph,
            contexts=contexts,
            answering=answering,
            clock=clock,
            margin=margin,
            hide=hide,
            settled=settled,
        )

    async def opened(self, operation: Operation, asker: Asker) -> LiveOperation | Answer:
        """The subscription, or why it cannot be followed. Raises StoreUnavailable."""
        if operation.kind is not OperationType.SUBSCRIPTION:
            return _refused(BadInput("Only a subscription can be followed"))
        context = self._items.contexts(asker, operation.bounds.bound)
        try:
            built = self._items.executor(operation, context)
            if isinstance(built, list):
                return _invalid(built, asker)
            topic = create_source_event_stream(built)
            told = await topic if inspect.isawaitable(topic) else topic
            if isinstance(told, ExecutionResult):
                return _invalid(told.errors or (), asker)
            log = await log_of(context).name()
            return LiveOperation(self._items, operation, asker, cast("Topic", told), log)
        finally:
            self._items.answering.ended(context)


def _item(update: Update, answer: Answer) -> Item:
    return Item(orjson.dumps(answer.body()), update.place)


def _invalid(errors: Sequence[GraphQLError], asker: Asker) -> Answer:
    """Variables or arguments that do not fit, or a field that is not granted."""
    return Answer(outcome=Outcome.REFUSED, errors=tell(errors, asker.correlation_id))


def _refused(error: OrderGraphError) -> Answer:
    return Answer(outcome=Outcome.REFUSED, errors=[coded(error)])
