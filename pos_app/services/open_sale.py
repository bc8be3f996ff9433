"""The open sale as it was priced last: while nobody has committed anything since, it need not be priced again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app.data import memory
from pos_app.data.cart_rows import Cart
from pos_app.data.queries import carts as cart_queries
from pos_app.late import late
from pos_app.services import settings
from pos_app.services.cart_view import CartView, bare_view
from pos_app.services.desk import Desk
from pos_app.services.settings import ShopSettings

# A start without an open sale prices nothing.
if TYPE_CHECKING:
    from pos_app.services import cart_drafts
    from pos_app.services.cart_drafts import PricedCart
else:
    (cart_drafts,) = late("pos_app.services", "cart_drafts")

_WHAT = "open sale"


@dataclass(frozen=True, slots=True)
class _OpenSale:
    """A till's open sale on an ISO business date."""

    till: str
    on: str
    view: CartView


def current(desk: Desk) -> CartView:
    """The open sale of this till, priced."""
    kept = _kept(desk)
    if kept is not None:
        return kept.view
    with desk.db.read() as session:
        memory.join(session, desk.db)
        cart = cart_queries.open_cart(session, desk.till)
        shop = settings.load(session)
        if cart is not None and cart_queries.lines(session, cart.id):
            view = cart_drafts.view(session, desk, shop, cart)
        else:
            view = bare_view(shop.shop.currency, cart_queries.held_count(session), cart)
        memory.put(session, _WHAT, _OpenSale(desk.till, _on(desk), view))
        return view


def keep(session: Session, desk: Desk, shop: ShopSettings, cart: Cart, found: PricedCart | None) -> None:
    """Keep the sale as its transaction leaves it; the caller commits and carries what is kept (`memory.carry`)."""
    view = cart_drafts.view_of(session, shop, cart, found)
    memory.put(session, _WHAT, _OpenSale(desk.till, _on(desk), view))


def _kept(desk: Desk) -> _OpenSale | None:
    kept = memory.get(desk.db, _WHAT, desk.db.stamp())
    fits = isinstance(kept, _OpenSale) and (kept.till, kept.on) == (desk.till, _on(desk))
    return kept if fits else None


def _on(desk: Desk) -> str:
    return desk.business_date().isoformat()
