"""What the hosts bear, as a table for the person who wrote it."""

from rich.console import Group
from rich.markup import escape

from domain.budgets import LANES, HostRules
from gateway.cli.tables import span, table, titled
from gateway.settings.budgets import EVERY, HostBudget, host_of
from gateway.settings.instance_file import InstanceFile


def budget_table(file: InstanceFile) -> Group:
    """Every host that is called, with its rules, whether the file says them or not."""
    shown = table("Host", "Instances", "Calls", "Shares", "Left in peace after", "Tried again", "Not called")
    hosts: dict[str, list[str]] = {}
    for name, instance in file.instances.items():
        hosts.setdefault(host_of(instance), []).append(name)
    every = file.budgets.get(EVERY, HostBudget())
    for host, names in hosts.items():
        connections = sum(_connections(file, name) for name in names)
        rules = file.budgets.get(host, every).rules(connections)
        shown.add_row(
            escape(host),
            ", ".join(names),
            _calls(rules),
            ", ".join(f"{share:.0%}" for share in rules.budget.shares),
            _breaker(rules),
            f"{rules.retries.attempts - 1} times",
            _closed(rules),
        )
    return titled(f"Budgets of hosts; shares of {', '.join(lane.lower() for lane in LANES)}", shown)


def _connections(file: InstanceFile, name: str) -> int:
    return int(getattr(file.instances[name].settings, "connections", 1))


def _calls(rules: HostRules) -> str:
    budget = rules.budget
    told = (
        f"{budget.rate:g} a second, {budget.burst} at a burst" if budget.rate is not None else "",
        f"{budget.daily:,} a day" if budget.daily is not None else "",
        f"{budget.concurrency} at once",
    )
    whose = "of all replicas" if budget.shared else "of each process"
    return f"{', '.join(filter(None, told))}, {whose}"


def _breaker(rules: HostRules) -> str:
    breaker = rules.breaker
    if not breaker.failures:
        return "never"
    return f"{breaker.failures} failures in {span(breaker.window)}, for {span(breaker.pause)}"


def _closed(rules: HostRules) -> str:
    windows = (f"{one.start:%H:%M}-{one.end:%H:%M} {one.zone}" for one in rules.maintenance)
    return ", ".join(windows) or "-"
