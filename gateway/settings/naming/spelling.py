"""How one instance writes our names."""

from typing import Literal

from pydantic import BaseModel, Field, model_validator

from gateway.settings.naming.check_digits import gs1_digit, is_number
from gateway.settings.reading.checking import SECTION

_LONGEST_PAD = 40


class Spelling(BaseModel):
    """As they are, or changed by rules that can be turned round, in the order in which they stand here.

    strip_prefix: a prefix of ours that the instance leaves out. pad: numbers are filled up with zeros in
    front to so many digits; what is no number stays as it is. add_prefix: a prefix of its own.
    check_digit: a GS1 check digit at the end, over all digits before it.
    """

    model_config = SECTION

    strip_prefix: str = ""
    add_prefix: str = ""
    pad: int = Field(default=0, ge=0, le=_LONGEST_PAD)
    check_digit: Literal["gs1"] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Spelling":
        if self.strip_prefix and self.add_prefix:
            raise ValueError("strip_prefix and add_prefix exclude each other")
        if self.check_digit and self.add_prefix and not is_number(self.add_prefix):
            raise ValueError("a check digit stands after digits: add_prefix should be a number")
        return self

    def theirs(self, ours: str) -> str | None:
        """What the instance writes for our name; None for a name that it cannot write."""
        if not ours.startswith(self.strip_prefix):
            return None
        padded = self._padded(ours[len(self.strip_prefix) :])
        return self._checked(self.add_prefix + padded) if padded else None

    def ours(self, theirs: str) -> str | None:
        """Our name behind what the instance writes; None where it is none of ours."""
        plain = self._unchecked(theirs)
        if plain is None or not plain.startswith(self.add_prefix):
            return None
        rest = self._unpadded(plain[len(self.add_prefix) :])
        return self.strip_prefix + rest if rest else None

    def _padded(self, name: str) -> str | None:
        if not self.pad or not is_number(name):
            return name
        # A zero in front would be lost on the way back, and a longer number is not one of these.
        return None if name.startswith("0") or len(name) > self.pad else name.zfill(self.pad)

    def _unpadded(self, name: str) -> str | None:
        if not self.pad or not is_number(name):
            return name
        return name.lstrip("0") if len(name) == self.pad else None

    def _checked(self, digits: str) -> str | None:
        if not self.check_digit:
            return digits
        return digits + gs1_digit(digits) if is_number(digits) else None

    def _unchecked(self, number: str) -> str | None:
        if not self.check_digit:
            return number
        digits, last = number[:-1], number[-1:]
        return digits if is_number(digits) and last == gs1_digit(digits) else None
