"""Barcodes of goods: GTIN check digits and one spelling for each code.

A scan only looks a code up; the check digit matters where a person or a file brings a new one.
Source of the rule: GS1 General Specifications, "Check digit calculations" (weights 3 and 1 from the right).
"""

from pos_app.errors import UserError

_GTIN_LENGTHS = frozenset({8, 12, 13, 14})


def check_digit(digits: str) -> str:
    """The GTIN check digit for the digits before it (7, 11, 12 or 13 of them)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_gtin(code: str) -> bool:
    """Whether a code is a GTIN-8, -12, -13 or -14 (or an eight-digit UPC-E) with the right check digit."""
    if not _looks_like_gtin(code):
        return False
    if check_digit(code[:-1]) == code[-1]:
        return True
    wide = _expand_upc_e(code)
    return wide is not None and check_digit(wide[:-1]) == wide[-1]


def normalise(code: str) -> str:
    """One spelling for a code: no spaces, and a UPC-A as the EAN-13 that it is (with a leading 0).

    Scanners report UPC-A with or without that 0. Other codes are kept as they are.
    """
    code = "".join(code.split())
    if len(code) == 12 and is_gtin(code):
        return "0" + code
    return code


def spellings(code: str) -> tuple[str, ...]:
    """The codes under which something scanned may be stored: as it is, and normalised."""
    bare = "".join(code.split())
    return tuple(dict.fromkeys((bare, normalise(bare))))


def checked(code: str) -> str:
    """The normalised code; UserError ``bad_check_digit`` if it looks like a GTIN whose check digit is wrong.

    Codes of other lengths or with letters are the shop's own and are taken as they are.
    """
    code = "".join(code.split())
    if _looks_like_gtin(code) and not is_gtin(code):
        raise UserError(
            "bad_check_digit",
            "The barcode {code} has a wrong check digit: it ends in {found} and should end in {expected}.",
            code=code,
            found=code[-1],
            expected=check_digit(code[:-1]),
        )
    return normalise(code)


def _looks_like_gtin(code: str) -> bool:
    return len(code) in _GTIN_LENGTHS and code.isascii() and code.isdigit()


def _expand_upc_e(code: str) -> str | None:
    """The UPC-A behind an eight-digit UPC-E (number system 0 or 1), or None."""
    if len(code) != 8 or code[0] not in "01":
        return None
    system, body, check = code[0], code[1:7], code[7]
    last = body[5]
    if last in "012":
        middle = f"{body[:2]}{last}0000{body[2:5]}"
    elif last == "3":
        middle = f"{body[:3]}00000{body[3:5]}"
    elif last == "4":
        middle = f"{body[:4]}00000{body[4]}"
    else:
        middle = f"{body[:5]}0000{last}"
    return system + middle + check
