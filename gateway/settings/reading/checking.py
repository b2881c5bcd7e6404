"""Checking one piece of a document against a model, with every complaint told at its place."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from gateway.settings.reading.problems import Problems, Where

M = TypeVar("M", bound=BaseModel)

SECTION = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
"""What every model of a section has in common: no unknown key, no change, no secret in a message."""


def checked(model: type[M], value: object, path: Where, problems: Problems) -> M | None:
    """The value as the model has it; None when something in it is wrong. An empty value has no keys."""
    try:
        return model.model_validate({} if value is None else value)
    except ValidationError as error:
        problems.add_invalid(path, error, model.model_fields)
        return None


def mapping(value: object, path: Where, problems: Problems) -> Mapping[str, object]:
    """The value as a mapping; an empty one where it is nothing or something else."""
    if isinstance(value, Mapping):
        return value
    if value is not None:
        problems.add(path, "should be a mapping of keys to values")
    return {}


def sequence(value: object, path: Where, problems: Problems) -> Sequence[object]:
    """The value as a list; an empty one where it is nothing or something else."""
    if isinstance(value, list):
        return value
    if value is not None:
        problems.add(path, "should be a list")
    return ()
