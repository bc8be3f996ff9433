"""Gift cards and store credit at the counter: sell one, say what is on it, pay with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pos_app import i18n
from pos_app.i18n import _
from pos_app.services.cart_view import SaleCompleted
from pos_app.ui import actions
from pos_app.ui import format as show
from pos_app.ui.context import UiContext

if TYPE_CHECKING:
    from pos_app.domain.credit import Account
    from pos_app.ui.sale.deeds import Deeds
    from pos_app.ui.sale.page import SalePage


class CreditDeeds:
    """What can be done with the cards of one sale page."""

    def __init__(self, context: UiContext, page: SalePage, deeds: Deeds) -> None:
        self._context, self._page, self._deeds = context, page, deeds

    def sell(self, card: str = "") -> None:
        """Sell a gift card, or put money on the one that was scanned."""
        from pos_app.ui.sale.dialogs.gift_card import GiftCardDialog

        self._deeds.open(GiftCardDialog(self._context, self._page.view.currency, self._page, card))

    def say(self, account: Account) -> None:
        """A card was scanned: say what is on it, and offer what one does with it."""
        from pos_app.domain.credit import name_of

        view = self._page.view
        offers: list[tuple[str, str, Callable[[], object]]] = []
        if view.lines and view.priced is not None and account.balance:
            offers.append(
                (_("Pay with it"), actions.ACTIONS["pay_card"].keys, lambda: self._deeds.pay(account.code))
            )
        if account.kind == "gift_card":
            offers.append((_("Top it up"), actions.ACTIONS["top_up"].keys, lambda: self.sell(account.code)))
        text = _("{card}: {amount} on it.").format(
            card=i18n.text(name_of(account.kind, account.code)),
            amount=show.money(account.balance, view.currency),
        )
        self._page.messages.say(text, "info", offers)

    def say_made(self, sale: SaleCompleted) -> bool:
        """Without a printer, say the cards and slips that the sale made; whether there were any."""
        answer: dict[str, Any] = sale.answer or {}
        made = [card["code"] for card in answer.get("gift_cards", ())]
        made += [slip["code"] for slip in answer.get("credit", ()) if slip.get("new")]
        if made:
            text = _("{codes}: write it down, or show the receipt with {key}: no printer is set up.")
            self._page.messages.say(
                text.format(codes=", ".join(made), key=actions.key_cap("reprint")), "warn"
            )
        return bool(made)
