"""The few ways in which the seed scripts speak to Tryton through its own client, proteus."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from proteus import Model, Wizard, config

# proteus makes its classes at run time from the server's own description of its models: there is no
# static type for a record.
Record: TypeAlias = Any


def connect(database: str) -> None:
    """Open the database inside this process and answer yes to every warning that a person would be asked."""
    client = config.set_trytond(database=database)
    client.skip_warning = True


def use_company_of_user() -> None:
    """Take over the user's company as the context of all later calls; proteus has no public way to."""
    client = config.get_config()
    client._context = Model.get("res.user").get_preferences(True, {})  # noqa: FBT003 - by place only


def unsaved(model: str, **values: object) -> Record:
    """Begin one record, to be saved by the caller."""
    return Model.get(model)(**values)


def new(model: str, **values: object) -> Record:
    """Create and save one record."""
    record = unsaved(model, **values)
    record.save()
    return record


def save(records: Sequence[Record]) -> None:
    """Save records of one model in one call."""
    type(records[0]).save(list(records))


def one(model: str, *domain: Sequence[object]) -> Record:
    """Find the only record of a domain; ValueError when there is none or more than one."""
    (record,) = Model.get(model).find(list(domain))
    return record


def by_id(model: str, number: int = 1) -> Record:
    """Get one record by its number; a settings model has only number 1."""
    return Model.get(model)(number)


def press(records: Sequence[Record], *buttons: str) -> None:
    """Press buttons one after the other, each on all records at once."""
    if not records:
        return
    for button in buttons:
        type(records[0]).click(list(records), button)
    for record in records:
        record.reload()


def run_wizard(name: str, records: Sequence[Record], steps: Mapping[str, Mapping[str, object]]) -> None:
    """Run a wizard: for each step fill the form, then press the step's button."""
    wizard = Wizard(name, list(records))
    for button, values in steps.items():
        for field, value in values.items():
            setattr(wizard.form, field, value)
        wizard.execute(button)


def refuse_queue_errors() -> None:
    """Raise RuntimeError when a queued task has failed: Tryton notes it and leaves the record as it was."""
    errors = Model.get("ir.error").find([])
    if errors:
        raise RuntimeError("Tryton could not process: " + "; ".join(str(error.message) for error in errors))
