"""`ordergraph partner apply`: the partners of a file, brought into the registry once somebody is sure."""

import os
from pathlib import Path

from rich.console import Console

from domain.registry.plans import Plan, Prune
from gateway.cli.partners.confirming import confirmed
from gateway.cli.partners.desk import opened_desk
from gateway.cli.partners.difference_tables import plan_told
from gateway.execution.granted_shapes import check_shapes
from gateway.partners.applying import apply_plan, plan_for
from gateway.settings.identity.known_issuers import known_issuers
from gateway.settings.identity.policy_file import read_policy_file
from gateway.settings.process import process_settings

DONE, REFUSED, TO_DO = 0, 1, 3


async def apply_file(  # noqa: PLR0913 - one for each option
    console: Console, file: Path, prune: Prune, who: str, *, check: bool, sure: bool
) -> int:
    """Show what would change and, unless `check`, change it. The exit code; see the command's help.

    Raises ConfigProblems naming every place in the file; BadInput, StoreUnavailable.
    """
    issuers = known_issuers(process_settings().config, os.environ)
    declared = read_policy_file(file, issuers, os.environ)
    check_shapes(declared)
    async with opened_desk() as desk:
        plan = await plan_for(declared, desk.registry, prune=prune)
        _show(console, plan)
        if not plan.changes:
            return DONE
        if check:
            return TO_DO
        if not sure and not confirmed("Change it so?"):
            return REFUSED
        await apply_plan(plan, desk.changes, who=who)
    console.print("Done: every process knows it within two seconds", soft_wrap=True)
    return DONE


def _show(console: Console, plan: Plan) -> None:
    for part in plan_told(plan):
        console.print(part)
