"""What a service changed: views that show one of the areas refresh."""

from dataclasses import dataclass, field
from enum import StrEnum

from pos_app.domain.message import Message


class Area(StrEnum):
    """A part of the shop that a view can show."""

    CART = "cart"
    CUSTOMER = "customer"
    PRODUCT = "product"
    STOCK = "stock"
    SALE = "sale"
    OFFER = "offer"
    QUOTE = "quote"
    SETTINGS = "settings"
    PRINTING = "printing"
    TILL = "till"
    STAFF = "staff"
    AUDIT = "audit"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Changes:
    """The areas a committed service changed, the ids in them, and sentences for the person at the till.

    Services that also hand back what they made return a subclass with further fields.
    """

    areas: frozenset[Area] = frozenset()
    ids: tuple[int | str, ...] = ()
    notices: tuple[Message, ...] = field(default=())


def changed(*areas: Area, ids: tuple[int | str, ...] = (), notices: tuple[Message, ...] = ()) -> Changes:
    """A Changes record of these areas."""
    return Changes(frozenset(areas), ids, notices)
