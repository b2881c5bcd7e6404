"""One operation of a connection: until its answer is sent, or its stream ends."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from domain.errors import OrderGraphError
from gateway.edge.admission import NotNow
from gateway.edge.streams.holders import Pass
from gateway.edge.streams.operations import Opened, Operations, is_executed, refused
from gateway.edge.websocket.beside import Beside
from gateway.edge.websocket.frames import framed, text_frame
from gateway.edge.websocket.messages import before_body, of_operation
from gateway.execution.answers import Answer
from gateway.execution.operations import GraphQLRequest, Operation
from gateway.live.groups import Groups
from gateway.live.member import Member
from gateway.live.words import Item


class Connected(Protocol):
    """The connection of an operation, as the operation knows it."""

    held: Pass
    trace: str

    @property
    def operations(self) -> Operations: ...

    @property
    def groups(self) -> Groups: ...

    @property
    def beside(self) -> Beside: ...

    def write(self, frame: bytes) -> bool: ...

    async def drained(self) -> None: ...

    def over(self, running: "Running") -> None:
        """It is done, or has become a stream."""
        ...


class Running:
    """Implements `Sink`. id: as the client names it. done: whether it is over, and its id is free."""

    __slots__ = ("_before", "_connection", "_member", "_operation", "_task", "done", "id")

    def __init__(self, connection: Connected, operation: str) -> None:
        self.id = operation
        self.done = False
        self._connection = connection
        self._before = before_body(operation)
        self._member: Member | None = None
        self._operation: Operation | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def streams(self) -> bool:
        """Whether it goes on by itself, so that nobody waits for its end."""
        return self._member is not None

    def start(self, asked: GraphQLRequest) -> None:
        """Run it beside."""
        self._task = self._connection.beside.spawn(self._run(asked))

    def stop(self) -> None:
        """The client wants no more of it, or is not there any more. Nothing is sent."""
        self.done = True
        if self._task is not None:
            self._task.cancel()
        if self._member is not None:
            self._member.close()

    def regrant(self) -> None:
        """Its partner may see other things: a stream goes on under the new rights, from where it is."""
        if self._operation is not None and not self.done:
            self._task = self._connection.beside.spawn(self._reopen(self._operation))

    def push(self, items: Sequence[Item]) -> bool:
        if len(items) == 1:
            return self._connection.write(framed(self._before, items[0].body))
        return self._connection.write(b"".join(framed(self._before, item.body) for item in items))

    async def ready(self) -> None:
        await self._connection.drained()

    def failed(self, error: Exception) -> None:
        if not self.done:
            self._send("error", refused(error, self._connection.trace)["errors"])
            self._finish()

    async def _run(self, asked: GraphQLRequest) -> None:
        connection, principal = self._connection, self._connection.held.principal
        try:
            done = await connection.operations.perform(asked, principal, connection.trace)
            if isinstance(done, Opened):
                self._operation = done.operation
                self._member = connection.groups.open(done.live, principal, self)
            else:
                await self._answered(done)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told
            self.failed(error)
            return
        self._task = None
        connection.over(self)
        if connection.held.principal != principal:
            self.regrant()

    async def _answered(self, answer: Answer) -> None:
        if is_executed(answer):
            if not self._send("next", answer.body()):
                # Its id stays taken until it is read: so a client that reads nothing cannot ask for ever.
                await self._connection.drained()
            self._send("complete")
        else:
            self._send("error", answer.errors)
        self.done = True

    async def _reopen(self, operation: Operation) -> None:
        connection, principal = self._connection, self._connection.held.principal
        try:
            live = await connection.operations.again(operation, principal, connection.trace)
            if self._member is None or self.done:
                return
            if isinstance(live, Answer):
                self._member.close()
                await self._answered(live)
                connection.over(self)
            else:
                self._member.move(live, principal)
        except (NotNow, OrderGraphError) as error:
            if self._member is not None:
                self._member.close()
            self.failed(error)

    def _send(self, kind: str, payload: object = None) -> bool:
        return self._connection.write(text_frame(of_operation(kind, self.id, payload)))

    def _finish(self) -> None:
        self.done = True
        self._connection.over(self)
