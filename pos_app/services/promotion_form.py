"""What a person or a file says about a lower price, and everything that can be wrong with it.

A promotion, a customer level's price and a quantity break are one thing: a lower price with or without
a level, a least quantity and dates. The window and the import check with the same rules.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from pos_app import formats
from pos_app.data.records import Record
from pos_app.domain.message import Message, Quantity, msg
from pos_app.domain.money import E6, plain
from pos_app.domain.people import iso_date
from pos_app.domain.quantity import MOST, ONE
from pos_app.domain.wording import readable
from pos_app.errors import UserError
from pos_app.i18n import _
from pos_app.services.product_form import MOST_PRICE, FieldProblem, category_path

KINDS: Mapping[str, tuple[str, ...]] = {
    "percent": ("percent",),
    "amount": ("amount",),
    "price": ("price",),
    "buy_get": ("percent", "buy_quantity", "get_quantity"),
}
_FIGURES = ("percent", "amount", "price", "buy_quantity", "get_quantity")
_CODE_LENGTH, _LABEL_LENGTH, _LEVEL_LENGTH = 40, 60, 40


@dataclass(frozen=True, slots=True)
class PromotionForm:
    """A lower price as it is written down: `percent` e6, `amount` and `price` e4, quantities thousandths.

    Aimed at the product `sku`, the `category` (a path) or, with neither, at everything; `level` "" is
    everyone; dates are ISO and inclusive, "" is open. An empty `code` or `label` is given by the shop.
    """

    kind: str = "percent"
    code: str = ""
    label: str = ""
    level: str = ""
    sku: str = ""
    category: str = ""
    percent: int | None = None
    amount: int | None = None
    price: int | None = None
    least_quantity: int = 0
    buy_quantity: int | None = None
    get_quantity: int | None = None
    starts_on: str = ""
    ends_on: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a promotion can be about: a product by SKU (`id`, `name`, `unit`, `price` e4), a category by path, the
    cheapest product (`name`, `price`) of a category with those below it or of all; levels as they are spelt."""

    product: Callable[[str], Record | None]
    category: Callable[[str], int | None]
    cheapest: Callable[[int | None], Record | None]
    levels: Mapping[str, str]
    exponent: int


def cleaned(form: PromotionForm, levels: Mapping[str, str]) -> PromotionForm:
    """The form without stray blanks, its level in the shop's spelling, and with a label."""
    level = " ".join(form.level.split())
    form = replace(
        form,
        kind=form.kind.strip().lower(),
        code=" ".join(form.code.split()).upper(),
        label=" ".join(form.label.split()),
        level=levels.get(level.casefold(), level),
        sku=" ".join(form.sku.split()),
        category=" > ".join(category_path(form.category)),
        starts_on=form.starts_on.strip(),
        ends_on=form.ends_on.strip(),
    )
    return form if form.label else replace(form, label=_label_of(form))


def _label_of(form: PromotionForm) -> str:
    """What the customer reads beside the price where nobody wrote it: "Trade", "from 100", "3 for 2"."""
    buy, get = form.buy_quantity or 0, form.get_quantity or 0
    if form.kind == "buy_get":
        if form.percent == E6:
            return _("{all} for {paid}").format(all=formats.quantity(buy + get), paid=formats.quantity(buy))
        less = formats.percent(-(form.percent or 0))
        return f"{formats.quantity(buy)} + {formats.quantity(get)} {less}"
    least = _("from {quantity}").format(quantity=formats.quantity(form.least_quantity))
    words = [form.level, least if form.least_quantity else ""]
    return ", ".join(word for word in words if word) or _("Promotion")


def problems(form: PromotionForm, reach: Reach) -> list[FieldProblem]:
    """Everything wrong with a cleaned form."""
    found = [*_texts(form), *_figures(form), *_dates(form)]
    product = reach.product(form.sku) if form.sku else None
    category = reach.category(form.category) if form.category else None
    if form.sku and form.category:
        found.append(_problem("category", "two_aims", msg("Name a product or a category, not both.")))
    elif form.sku and product is None:
        text = msg("There is no product with the SKU {sku}.", sku=form.sku[:40])
        found.append(_problem("sku", "unknown_product", text))
    elif form.category and category is None:
        text = msg("There is no category “{name}”.", name=form.category[:80])
        found.append(_problem("category", "unknown_category", text))
    elif not found:
        found += _below_zero(form, reach, product, category)
        found += _whole_pieces(form, product)
    return found


def _texts(form: PromotionForm) -> Iterator[FieldProblem]:
    texts = (
        ("code", form.code, _CODE_LENGTH),
        ("label", form.label, _LABEL_LENGTH),
        ("level", form.level, _LEVEL_LENGTH),
    )
    for field, value, most in texts:
        if len(value) > most:
            text = msg("“{text}…” has more than {most} characters.", text=value[:20], most=most)
            yield _problem(field, "text_too_long", text)
        elif not readable(value):
            yield _problem(field, "bad_text", msg("The text has characters that cannot be printed."))


def _figures(form: PromotionForm) -> Iterator[FieldProblem]:
    needed = KINDS.get(form.kind)
    if needed is None:
        text = msg("“{kind}” is not one of {known}.", kind=form.kind[:20], known=", ".join(KINDS))
        yield _problem("kind", "unknown_kind", text)
        return
    for field in _FIGURES:
        value = getattr(form, field)
        if value is not None and field not in needed:
            yield _problem(
                field, "other_kind", msg("This says nothing where the kind is {kind}.", kind=form.kind)
            )
        elif field in needed:
            yield from _figure(field, value)
    if not 0 <= form.least_quantity <= MOST:
        yield _problem("least_quantity", "bad_quantity", msg("This quantity is out of range."))
    elif form.least_quantity and form.kind == "buy_get":
        text = msg("Buy and get say from how many on it counts; leave the least quantity empty.")
        yield _problem("least_quantity", "other_kind", text)


def _figure(field: str, value: int | None) -> Iterator[FieldProblem]:
    if field == "percent":
        if value is None or not 0 < value <= E6:
            yield _problem(field, "bad_percent", msg("The percentage must be more than 0 and at most 100."))
    elif field in ("buy_quantity", "get_quantity"):
        if value is None or not 0 < value <= MOST:
            yield _problem(field, "bad_quantity", msg("Buy and get must both be more than zero."))
    elif value is None:
        yield _problem(field, "missing", msg("This needs an amount."))
    elif value > MOST_PRICE:
        yield _problem(field, "bad_price", msg("{what} is over 100,000,000.", what=msg("Price")))
    elif value < 0:
        yield _problem(field, "bad_price", msg("A price cannot be negative."))
    elif field == "amount" and value == 0:
        yield _problem(field, "bad_price", msg("The amount off must be more than zero."))


def _dates(form: PromotionForm) -> Iterator[FieldProblem]:
    wrong = False
    for field, day in (("starts_on", form.starts_on), ("ends_on", form.ends_on)):
        try:
            if day:
                iso_date(day)
        except UserError as error:
            wrong = True
            yield FieldProblem(field, error)
    if not wrong and form.starts_on and form.ends_on and form.ends_on < form.starts_on:
        text = msg(
            "It would end on {end}, before it starts on {start}.", end=form.ends_on, start=form.starts_on
        )
        yield _problem("ends_on", "dates_reversed", text)


def _below_zero(
    form: PromotionForm, reach: Reach, product: Record | None, category: int | None
) -> Iterator[FieldProblem]:
    """An amount off must leave something of every price it can meet; the cheapest says whether it does."""
    if form.amount is None:
        return
    cheapest = product if product is not None else reach.cheapest(category)
    if cheapest is not None and form.amount > cheapest.price:
        text = msg(
            "{amount} off would make the price of {name} negative: it costs {price}.",
            amount=plain(form.amount, 4, keep=reach.exponent),
            name=cheapest.name,
            price=plain(cheapest.price, 4, keep=reach.exponent),
        )
        yield _problem("amount", "price_negative", text)


def _whole_pieces(form: PromotionForm, product: Record | None) -> Iterator[FieldProblem]:
    if product is None or product.unit != "ea":
        return
    for field in ("least_quantity", "buy_quantity", "get_quantity"):
        value = getattr(form, field) or 0
        if value % ONE:
            text = msg("{quantity} is not a whole number of pieces.", quantity=Quantity(value))
            yield _problem(field, "bad_quantity", text)


def no_saving(form: PromotionForm, product: Record | None, exponent: int) -> Message | None:
    """What to say of a fixed price that is not below the list price, None where all is well."""
    if product is None or form.price is None or form.price < product.price:
        return None
    return msg(
        "{name} costs {price} today; a price of {own} lowers nothing.",
        name=product.name,
        price=plain(product.price, 4, keep=exponent),
        own=plain(form.price, 4, keep=exponent),
    )


def _problem(field: str, code: str, message: Message) -> FieldProblem:
    return FieldProblem(field, UserError(code, message))
