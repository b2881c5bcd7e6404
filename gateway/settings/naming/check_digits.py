"""The check digit of GS1, as the numbers of items, places and packages carry it at their end."""

_TEN = 10


def gs1_digit(digits: str) -> str:
    """The digit that follows `digits`: counted from the right, every other one weighs three.

    As the GS1 General Specifications define it for GTIN, GLN and SSCC alike.
    """
    heavy = sum(int(digit) for digit in digits[::-2])
    light = sum(int(digit) for digit in digits[-2::-2])
    return str(-(3 * heavy + light) % _TEN)


def is_number(text: str) -> bool:
    """Whether it is made of the digits 0 to 9 alone."""
    return text.isascii() and text.isdigit()
