"""Baskets and how far somebody is with them, in a JSON file beside the practice file."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from itertools import cycle
from pathlib import Path

from pos_app.data.practice_file import SoldLine, last_day, sold_on
from pos_app.domain.practice import Basket, BasketLine, one_line_each, plain_tender
from pos_app.errors import MachineError
from pos_app.printing.targets import write_file

FILE = "baskets.json"
_FORMAT = 1
# A long day is practised in part: its first baskets, of so many different goods at most.
MOST_BASKETS, MOST_LINES = 60, 8


@dataclass(frozen=True, slots=True)
class Tasks:
    """The baskets of a day (ISO, "" for none) and how many of them are done."""

    day: str
    baskets: tuple[Basket, ...]
    done: int = 0

    @property
    def current(self) -> Basket | None:
        """The basket to ring up now, None when all are done."""
        return self.baskets[self.done] if self.done < len(self.baskets) else None

    def next(self) -> "Tasks":
        """One basket further."""
        return replace(self, done=min(self.done + 1, len(self.baskets)))


def read_from(snapshot: Path, today: str) -> Tasks:
    """The baskets of the last day before `today` (ISO) on which something was sold: goods and tender, nobody's name."""
    day = last_day(snapshot, today)
    lines, paid = sold_on(snapshot, day)
    by_sale: dict[int, list[SoldLine]] = defaultdict(list)
    for line in lines:
        by_sale[line.sale_id].append(line)
    # A book taken over from another till does not say how was paid: both ways want practice.
    unknown = cycle(("cash", "card"))
    baskets = [_basket(found, paid.get(sale) or next(unknown)) for sale, found in by_sale.items()]
    return Tasks(day, tuple(basket for basket in baskets if basket.lines)[:MOST_BASKETS])


def save(folder: Path, tasks: Tasks) -> None:
    """Write the file, whole or not at all; errors as `targets.write_file`."""
    plain = {"format": _FORMAT, **asdict(tasks)}
    write_file(folder / FILE, (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode())


def load(folder: Path) -> Tasks:
    """The file's tasks; MachineError ``practice_damaged`` if it is not there or not to be read."""
    try:
        plain = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if plain["format"] != _FORMAT:
            raise ValueError(f"format {plain['format']}")
        baskets = tuple(
            Basket(tuple(BasketLine(**line) for line in basket["lines"]), str(basket["tender"]))
            for basket in plain["baskets"]
        )
        return Tasks(str(plain["day"]), baskets, max(0, min(int(plain["done"]), len(baskets))))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MachineError(
            "practice_damaged",
            "The list of baskets in {folder} cannot be read; start the practice till anew.",
            folder=str(folder),
        ) from error


def _basket(lines: Iterable[SoldLine], tender: str) -> Basket:
    goods = one_line_each(BasketLine(line.sku, line.name, line.unit, line.quantity) for line in lines)
    return Basket(goods[:MOST_LINES], plain_tender(tender))
