"""Read a sale document (interfaces.md, "Sale document") into a draft: every field checked, nothing guessed.

Works without a shop when every line carries its price; what is left out then has plain defaults.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import uuid4

from pos_app.domain.message import Message, msg
from pos_app.domain.money import Currency, currency, parse_amount, parse_percent, parse_price
from pos_app.domain.payment import (
    ROUNDING_METHODS,
    TENDER_TYPES,
    CashRounding,
    RoundingMethod,
    Tender,
    TenderType,
)
from pos_app.domain.quantity import parse_quantity
from pos_app.domain.sale import Discount, TaxRounding
from pos_app.domain.tax import Tax, TaxKind, tax_kind
from pos_app.errors import UserError
from pos_app.services.document_fields import day, decimal, items, mapping, moment, text, texts

_KNOWN = frozenset(
    "id sold_at customer cashier currency tax_rounding cash_rounding tax_definitions lines discount coupons redeem "
    "tax_exempt project approved_by reason account tenders".split()
)
_KNOWN_OF_LINE = frozenset(
    "sku barcode description quantity unit unit_price taxes discount return_of gift_card".split()
)
MOST_ID = 80
_WAYS = ("sku", "barcode", "return_of", "gift_card")
_RATE = msg("Rate")
_EXEMPT, _DISCOUNT = "tax_exempt", "discount"


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a document leaves out: the shop's settings, or plain ones without a shop."""

    currency: Currency = field(default_factory=lambda: currency("USD"))
    tax_rounding: TaxRounding = "line"
    cash_rounding: CashRounding | None = None


class ParsedLine(NamedTuple):
    """A line as it was sent, `quantity` in thousandths. Exactly one of the ways to say what it is has been used."""

    quantity: int
    sku: str = ""
    barcode: str = ""
    description: str = ""
    unit: str = ""
    unit_price: int | None = None
    taxes: tuple[str, ...] | None = None
    discount: Discount | None = None
    gift_card: str = ""
    return_receipt: str = ""
    return_line: int = 0

    @property
    def gift_code(self) -> str:
        """The gift card to top up, "" for a new one."""
        return "" if self.gift_card.lower() == "new" else self.gift_card


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document with every value parsed, its references not looked up yet."""

    id: str
    lines: tuple[ParsedLine, ...]
    currency: Currency
    tax_rounding: TaxRounding
    cash_rounding: CashRounding | None
    tax_definitions: Mapping[str, Tax]
    discount: Discount | None
    tenders: tuple[Tender, ...]
    coupons: tuple[str, ...]
    rewards: tuple[tuple[str, int], ...]
    customer: str
    cashier: str
    project: str
    approved_by: str
    reason: str
    sold_at: datetime | None
    certificate: str
    certificate_until: date | None
    warnings: tuple[Message, ...]


def parse_document(data: Any, defaults: Defaults) -> ParsedDocument:
    """The document in `data` (decoded JSON); UserErrors name the field or line that is wrong."""
    if not isinstance(data, Mapping):
        raise UserError("bad_document", "A sale document is a JSON object.")
    money = currency(text(data, "currency")) if "currency" in data else defaults.currency
    raw_lines = data.get("lines")
    if not isinstance(raw_lines, Sequence) or isinstance(raw_lines, str) or not raw_lines:
        raise UserError("no_lines", "A sale needs at least one line.")
    exempt = mapping(data, _EXEMPT)
    return ParsedDocument(
        id=document_id(data) or str(uuid4()),
        lines=tuple(_numbered(raw, number, money) for number, raw in enumerate(raw_lines, 1)),
        currency=money,
        tax_rounding=_tax_rounding(data, defaults),
        cash_rounding=_cash_rounding(data, money) if "cash_rounding" in data else defaults.cash_rounding,
        tax_definitions={
            code: _tax(str(code), value) for code, value in (mapping(data, "tax_definitions") or {}).items()
        },
        discount=parse_discount(data.get(_DISCOUNT), money),
        tenders=parse_tenders(data.get("tenders"), money),
        coupons=texts(data.get("coupons"), "coupons"),
        rewards=tuple(_reward(item) for item in items(data.get("redeem"), "redeem")),
        customer=text(data, "customer"),
        cashier=text(data, "cashier")[:40],
        project=text(data, "project")[:80],
        approved_by=text(data, "approved_by")[:40],
        reason=text(data, "reason").strip()[:200],
        sold_at=moment(text(data, "sold_at")),
        certificate=text(exempt, "certificate")[:60] if exempt else "",
        certificate_until=day(text(exempt, "until")) if exempt else None,
        warnings=tuple(_unknown_fields(data, raw_lines)),
    )


def _unknown_fields(data: Mapping[str, Any], lines: Sequence[Any]) -> Iterator[Message]:
    """A field that is misspelt must not go unnoticed: a discount left out would cost the customer."""
    for name in () if data.keys() <= _KNOWN else data:
        if name not in _KNOWN:
            yield msg("The field “{field}” is not known and was left out.", field=str(name)[:40])
    for number, line in enumerate(lines, 1):
        for name in () if line.keys() <= _KNOWN_OF_LINE else line:
            if name not in _KNOWN_OF_LINE:
                yield msg(
                    "Line {line}: the field “{field}” is not known and was left out.",
                    line=number,
                    field=str(name)[:40],
                )


def document_id(data: Mapping[str, Any]) -> str:
    """The sender's id, "" without one; UserError ``bad_field`` if it is too long to be kept whole."""
    found = text(data, "id")
    if len(found) > MOST_ID:
        raise UserError("bad_field", "An id has at most {most} characters.", most=MOST_ID)
    return found


def parse_discount(value: Any, money: Currency) -> Discount | None:
    """``{"percent": …}`` or ``{"amount": …}``; UserError ``bad_discount`` for both or neither."""
    if value is None:
        return None
    if not isinstance(value, Mapping) or ("percent" in value) == ("amount" in value):
        raise UserError("bad_discount", "A discount has either a percent or an amount.")
    label = text(value, "label")[:60]
    if "percent" in value:
        return Discount(percent=parse_percent(decimal(value, "percent")), label=label)
    return Discount(amount=parse_amount(decimal(value, "amount"), money), label=label)


def parse_tenders(value: Any, money: Currency) -> tuple[Tender, ...]:
    """The tenders of a document; UserError ``bad_tender`` for unknown types."""
    tenders = []
    for item in items(value, "tenders"):
        if not isinstance(item, Mapping):
            raise UserError("bad_tender", "A tender is an object with a type and an amount.")
        amount = parse_amount(decimal(item, "amount"), money)
        tenders.append(Tender(tender_type(text(item, "type")), amount, text(item, "reference")[:60]))
    return tuple(tenders)


def tender_type(name: str) -> TenderType:
    """A kind of tender by its name; UserError ``bad_tender``."""
    for known in TENDER_TYPES:
        if name == known:
            return known
    raise UserError("bad_tender", "“{type}” is not a kind of tender.", type=name[:40])


def _numbered(raw: Any, number: int, money: Currency) -> ParsedLine:
    try:
        return _line(raw, money)
    except UserError as error:
        raise error.at_line(number) from error


def _line(raw: Any, money: Currency) -> ParsedLine:
    if not isinstance(raw, Mapping):
        raise UserError("bad_line", "A line is a JSON object.")
    back, description = raw.get("return_of"), text(raw, "description")
    ways = [name for name in _WAYS if raw.get(name)]
    if len(ways) > 1:
        raise UserError("bad_line", "A line names one of sku, barcode, return_of or gift_card.")
    if not ways and not (description and "unit_price" in raw):
        raise UserError("bad_line", "A line needs a sku, a barcode, or a description with a unit_price.")
    if back is not None and not (isinstance(back, Mapping) and type(back.get("line")) is int):
        raise UserError("bad_line", "return_of needs a receipt and a line number.")
    taxes = raw.get("taxes")
    return ParsedLine(
        quantity=parse_quantity(decimal(raw, "quantity")),
        sku=text(raw, "sku"),
        barcode=text(raw, "barcode"),
        description=_description(description),
        unit=text(raw, "unit")[:20],
        unit_price=parse_price(decimal(raw, "unit_price")) if raw.get("unit_price") is not None else None,
        taxes=None if taxes is None else texts(taxes, "taxes"),
        discount=parse_discount(raw.get(_DISCOUNT), money),
        gift_card=text(raw, "gift_card"),
        return_receipt=text(back, "receipt") if back else "",
        return_line=back["line"] if back else 0,
    )


def _description(value: str) -> str:
    if len(value) > 200:
        raise UserError("bad_name", "A description of 1 to 200 characters is needed.")
    return value


def _tax(code: str, value: Any) -> Tax:
    if not isinstance(value, Mapping):
        raise UserError("bad_tax", "Tax {code} is not an object.", code=code[:20])
    kind = tax_kind(text(value, "kind") or "percent")
    return _tax_of(
        code[:20],
        kind,
        decimal(value, "rate"),
        _switch(value, "included"),
        _switch(value, "adds_to_base"),
        _switch(value, "ignores_previous"),
        text(value, "name")[:60],
    )


@lru_cache(maxsize=1024)
def _tax_of(code: str, kind: TaxKind, rate: str, included: bool, adds: bool, ignores: bool, name: str) -> Tax:
    """Documents of one sender name the same few taxes again and again."""
    parsed = parse_percent(rate, _RATE) if kind == "percent" else parse_price(rate, _RATE)
    return Tax(code, kind, parsed, included, adds, ignores, name)


def _switch(value: Mapping[str, Any], name: str) -> bool:
    flag = value.get(name, False)
    if not isinstance(flag, bool):
        raise UserError("bad_tax", "“{field}” of a tax is true or false.", field=name)
    return flag


def _tax_rounding(data: Mapping[str, Any], defaults: Defaults) -> TaxRounding:
    name = text(data, "tax_rounding")
    if name == "":
        return defaults.tax_rounding
    if name == "line":
        return "line"
    if name == "document":
        return "document"
    raise UserError("bad_field", "tax_rounding is “line” or “document”.")


def _cash_rounding(data: Mapping[str, Any], money: Currency) -> CashRounding | None:
    value = mapping(data, "cash_rounding")
    if value is None:
        return None
    step = parse_amount(decimal(value, "step"), money)
    if step <= 0:
        raise UserError("bad_field", "The step of cash_rounding must be more than zero.")
    return CashRounding(step, rounding_method(text(value, "method") or "half_up"))


def rounding_method(name: str) -> RoundingMethod:
    """A way to round cash by its name; UserError ``bad_field``."""
    for known in ROUNDING_METHODS:
        if name == known:
            return known
    raise UserError("bad_field", "“{method}” is not a way to round cash.", method=name[:40])


def _reward(item: Any) -> tuple[str, int]:
    if not isinstance(item, Mapping) or not text(item, "reward"):
        raise UserError("bad_field", "redeem lists rewards as objects with a reward and times.")
    times = item.get("times", 1)
    if type(times) is not int or not 1 <= times <= 1000:
        raise UserError("bad_field", "times is a whole number from 1.")
    return text(item, "reward"), times
