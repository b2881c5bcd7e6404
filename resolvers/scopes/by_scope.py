"""The form of the tables: fields of a type, separated by blanks, by the scope that they need."""

from collections.abc import Mapping

from domain.partners import Scope

OPEN = None
"""For what whoever got this far may see: keys that the asker gave, and the insides of small values whose
field is scoped itself."""

ByScope = Mapping[str, Mapping[Scope | None, str]]
