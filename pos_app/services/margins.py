"""A floor under the margin: a line sold for too little is said to the cashier, never refused."""

from collections.abc import Sequence

from pos_app.domain.message import Message, msg
from pos_app.domain.money import E6
from pos_app.services.draft_values import PricedLine


def low_margins(lines: Sequence[PricedLine], floor: int | None) -> tuple[Message, ...]:
    """A sentence for each line whose net is below its cost plus `floor` (e6 of the cost; None: no floor).

    Customers can see the screen: neither the cost nor the floor is in it.
    """
    if floor is None:
        return ()
    return tuple(
        msg("{name}: this is below the lowest price that the shop wants.", name=line.sold.description)
        for line in lines
        if line.source is None and line.cost > 0 and line.figures.net * E6 < line.cost * (E6 + floor)
    )
