"""A promotion, level price or quantity break in words: what, on what, for whom, when."""

from pos_app.domain.money import E6, Currency
from pos_app.i18n import _
from pos_app.services.promotion_form import PromotionForm
from pos_app.services.promotions import PromotionView
from pos_app.ui import format as shown


def what(form: PromotionForm, currency: Currency) -> str:
    """The lower price: "−10%", "0.12", "−1.00 each", "3 for 2", "2 + 1 at −50%"."""
    if form.kind == "price":
        # The tables keep four decimals, formats knows millionths.
        return shown.unit_price((form.price or 0) * 100, currency)
    if form.kind == "amount":
        return _("{amount} each").format(amount=shown.unit_price(-(form.amount or 0) * 100, currency))
    less = shown.percent(-(form.percent or 0))
    if form.kind == "percent":
        return less
    buy, get = form.buy_quantity or 0, form.get_quantity or 0
    if form.percent == E6:
        return _("{all} for {paid}").format(all=shown.quantity(buy + get), paid=shown.quantity(buy))
    return _("{buy} + {get} at {less}").format(buy=shown.quantity(buy), get=shown.quantity(get), less=less)


def on_what(view: PromotionView) -> str:
    """The product, the category, or everything."""
    return view.product_name or view.form.category or _("Everything")


def for_whom(form: PromotionForm) -> str:
    """The customers who get it."""
    return form.level or _("Everyone")


def from_quantity(form: PromotionForm, unit: str) -> str:
    """From how many on, "" for any quantity."""
    if not form.least_quantity:
        return ""
    quantity = shown.quantity(form.least_quantity)
    return shown.joined(f"{quantity} {shown.unit(unit)}" if unit else quantity)


def when(form: PromotionForm) -> str:
    """The days on which it counts."""
    start, end = shown.long_day(form.starts_on), shown.long_day(form.ends_on)
    if start and end:
        return f"{start} – {end}"
    if start:
        return _("from {day}").format(day=start)
    return _("until {day}").format(day=end) if end else _("always")


def state(view: PromotionView) -> str:
    """Whether it counts today: a mark and a word."""
    return {"running": _("✓ running"), "coming": _("→ coming"), "ended": _("– ended")}[view.state]
