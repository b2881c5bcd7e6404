"""Makes trouble for the simulated ERP, and counts the calls that reach it."""

from dataclasses import dataclass

import httpx

from gateway.demo.chaos.scenes import SYSTEM, Scene


@dataclass(frozen=True, slots=True)
class Trouble:
    """The simulators' control, as far as a walk needs it."""

    control: httpx.AsyncClient

    async def impose(self, scene: Scene) -> None:
        """Bring the ERP into the state of this scene, whatever it was in before."""
        (await self.control.delete("/_sim/faults", params={"system": SYSTEM})).raise_for_status()
        (
            await self.control.put("/_sim/limits", json={"system": SYSTEM, "rate": scene.rate})
        ).raise_for_status()
        (await self.control.put("/_sim/power", json={"system": SYSTEM, "on": scene.power})).raise_for_status()
        if scene.fault:
            (
                await self.control.post("/_sim/faults", json={"system": SYSTEM, **scene.fault})
            ).raise_for_status()

    async def arrived(self) -> int:
        """The calls that have reached the ERP so far."""
        counted = (await self.control.get("/_sim/counters")).raise_for_status().json()
        return int(counted.get(SYSTEM, {}).get("calls", 0))
