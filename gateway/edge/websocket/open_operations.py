"""The operations of one connection that are not over, by the ids that its client gave them."""

from domain.errors import Overloaded
from gateway.edge.websocket.closing import ID_TAKEN, Closing
from gateway.edge.websocket.messages import Message, request_of
from gateway.edge.websocket.running import Connected, Running


class OpenOperations(dict[str, Running]):
    """A dict itself, since there is one for each of many connections."""

    __slots__ = ()

    def begin(self, connection: Connected, message: Message, most: int) -> None:
        """Begin what is asked, where fewer than so many are open. Raises Closing."""
        asked = request_of(message)
        if message.id in self:
            raise Closing(ID_TAKEN, f"Subscriber for {message.id} already exists")
        running = Running(connection, message.id)
        if len(self) >= most:
            running.failed(Overloaded("There are too many operations on this connection"))
            return
        self[message.id] = running
        running.start(asked)

    def stop(self, name: str) -> None:
        """What the client does not want any more, if it is open still."""
        running = self.pop(name, None)
        if running is not None:
            running.stop()

    def stop_all(self) -> None:
        for running in self.values():
            running.stop()
        self.clear()

    def regrant(self) -> None:
        """Each goes on with the rights that its connection has now."""
        for running in tuple(self.values()):
            running.regrant()

    def forget(self, running: Running) -> None:
        """One that is over, unless another has taken its id."""
        if running.done and self.get(running.id) is running:
            del self[running.id]

    def are_streams(self) -> bool:
        """Whether no answer is owed."""
        return all(running.streams for running in self.values())
