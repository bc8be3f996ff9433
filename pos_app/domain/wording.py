"""Small helpers for sentences about goods."""

from collections.abc import Sequence

from pos_app.domain.quantity import ONE, plain_quantity

# Joiners, marks of direction, soft hyphen, word joiner.
_NEEDED = dict.fromkeys([0xAD, 0x61C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060])


def short_name(description: str, most: int = 32) -> str:
    """What people call a thing: its name up to the first comma, at most `most` characters."""
    name = description.split(",")[0].strip() or description.strip()
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def in_few_words(lines: Sequence[tuple[str, int]], most: int = 3) -> str:
    """Descriptions with their quantities (thousandths) as one row: "P-trap, tape, sealant", "furnace filter, 2"."""
    names = list(dict.fromkeys(short_name(description) for description, _quantity in lines))
    if len(names) == 1:
        whole = sum(quantity for _description, quantity in lines)
        return names[0] if whole == ONE else f"{names[0]}, {plain_quantity(whole)}"
    shown = ", ".join(names[:most])
    return f"{shown} +{len(names) - most}" if len(names) > most else shown


def readable(text: str) -> bool:
    """Whether a text on one line has nothing that neither shows nor is needed: joiners and marks of direction, without
    which Persian, Hebrew or a family of emoji cannot be written, are; control characters and overrides are not."""
    return text.isprintable() or text.translate(_NEEDED).isprintable()
