"""Code 128 (ISO/IEC 15417): which symbols stand for a text, and which bars for a symbol.

Own table rather than the PDF library's: that one loads its whole page-layout engine (70 ms at the first
receipt), and receipt printers need the same choice of code sets.
"""

from __future__ import annotations

from pos_app.errors import UserError

START_B, START_C, TO_C, TO_B, STOP = 104, 105, 99, 100, 106
QUIET_MODULES = 10

# Widths of bar, space, bar, space, bar, space for symbols 0 to 105, from the standard's table 1.
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 "
    "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 "
    "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 "
    "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 "
    "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
    "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 "
    "211232"
).split()
_STOP_WIDTHS = "2331112"


def runs(text: str) -> list[tuple[str, str]]:
    """The text cut into ("B", characters) and ("C", pairs of digits), C where four digits or more stand together.

    UserError ``bad_barcode`` for an empty text, more than 80 characters, or anything but printable ASCII.
    """
    if not 0 < len(text) <= 80 or not all(" " <= character <= "~" for character in text):
        raise UserError("bad_barcode", "“{text}” cannot be printed as a barcode.", text=text[:40])
    found: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        digits = _digits_at(text, position)
        if digits >= 4:
            # An odd digit goes in front, in set B, so that the pairs end with the text.
            lead = digits % 2
            _add(found, "B", text[position : position + lead])
            _add(found, "C", text[position + lead : position + digits])
            position += digits
        else:
            step = max(digits, 1)
            _add(found, "B", text[position : position + step])
            position += step
    return found


def _digits_at(text: str, position: int) -> int:
    count = 0
    while position + count < len(text) and text[position + count].isdigit():
        count += 1
    return count


def _add(found: list[tuple[str, str]], code_set: str, characters: str) -> None:
    if not characters:
        return
    if found and found[-1][0] == code_set:
        found[-1] = (code_set, found[-1][1] + characters)
    else:
        found.append((code_set, characters))


def symbols(text: str) -> list[int]:
    """Symbol numbers for the text with start, check symbol and stop."""
    values: list[int] = []
    for code_set, characters in runs(text):
        if values:
            values.append(TO_C if code_set == "C" else TO_B)
        else:
            values.append(START_C if code_set == "C" else START_B)
        if code_set == "C":
            values.extend(int(characters[i : i + 2]) for i in range(0, len(characters), 2))
        else:
            values.extend(ord(character) - 32 for character in characters)
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    return [*values, check, STOP]


def widths(text: str) -> list[int]:
    """Widths in modules of bar, space, bar … bar, without the quiet zones of 10 modules at either side."""
    pattern = "".join(_STOP_WIDTHS if value == STOP else _WIDTHS[value] for value in symbols(text))
    return [int(width) for width in pattern]
