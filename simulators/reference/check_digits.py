"""Check digits as the real formats define them."""


def gs1(digits: str) -> str:
    """Give the GS1 check digit of a GTIN, GLN or SSCC that lacks it: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def one_z(body: str) -> str:
    """Give the check digit of a 1Z number: of the 15 characters after `1Z`, letters as (code - 63) mod 10."""
    values = [int(char) if char.isdigit() else (ord(char) - 63) % 10 for char in body]
    return str(-(sum(values[0::2]) + 2 * sum(values[1::2])) % 10)


def express(digits: str) -> str:
    """Give the check digit of a twelve-digit express number: weights 3, 1, 7 over the first 11, mod 11."""
    return str(sum(int(digit) * (3, 1, 7)[place % 3] for place, digit in enumerate(digits)) % 11 % 10)
