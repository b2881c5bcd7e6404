"""Switches systems off and on. One that is off refuses connections, as where nothing listens."""

from collections.abc import Awaitable, Callable, Mapping


class Power:
    """The switch of each system that is served. A system without one cannot be switched."""

    def __init__(self) -> None:
        self._switches: dict[str, Callable[[bool], Awaitable[None]]] = {}
        self._on: dict[str, bool] = {}

    def wire(self, system: str, switch: Callable[[bool], Awaitable[None]]) -> None:
        """Let `switch` turn a system on (True) or off; it is on now."""
        self._switches[system] = switch
        self._on[system] = True

    def states(self) -> Mapping[str, bool]:
        """Whether each system is on."""
        return self._on

    async def turn(self, system: str, *, on: bool) -> None:
        """Turn a system on or off. Raises ValueError for one that has no switch."""
        if system not in self._switches:
            raise ValueError(f"system: {system!r} is none of {', '.join(self._switches) or 'those served'}")
        if self._on[system] != on:
            self._on[system] = on
            await self._switches[system](on)
