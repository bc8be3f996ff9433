"""Audited acts as sentences in the reader's language: what happened, who allowed it, and why.

Each event has sentences from the most telling to the plainest; the first whose facts are all there is said, so that
an act whose texts were erased, or that another version wrote, still says what it is.
"""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

from pos_app.domain.message import Amount, Message, Value, msg
from pos_app.i18n import N_
from pos_app.services.acts import Facts

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# Facts that are amounts or prices; the reader's language writes them.
_MONEY = {"unit_price", "amount", "total", "total_shown", "price", "cost", "discount"}

# What facts are called in `before` and `after`, in the order in which they are read.
FACTS = {
    "receipt": N_("Receipt"),
    "quote": N_("Quote"),
    "staff": N_("Staff"),
    "customer": N_("Customer"),
    "promotion": N_("Promotion"),
    "sku": N_("SKU"),
    "description": N_("Article"),
    "name": N_("Name"),
    "label": N_("Called"),
    "kind": N_("Kind"),
    "what": N_("What"),
    "file": N_("File"),
    "folder": N_("Folder"),
    "quantity": N_("Quantity"),
    "stock": N_("Stock"),
    "unit": N_("Unit"),
    "unit_price": N_("Unit price"),
    "price": N_("Price"),
    "price_of": N_("Price as on receipt"),
    "cost": N_("Cost"),
    "tax": N_("Tax"),
    "percent": N_("Percent"),
    "discount": N_("Discount"),
    "amount": N_("Amount"),
    "total": N_("Total"),
    "total_shown": N_("Total shown"),
    "lines": N_("Lines"),
    "items": N_("Prices changed"),
    "more": N_("And so many more"),
    "rows": N_("Rows"),
    "added": N_("New"),
    "changed": N_("Changed"),
    "rejected": N_("Rejected"),
    "role": N_("Role"),
    "active": N_("Active"),
    "locked": N_("Locked"),
    "tries": N_("Wrong tries"),
    "level": N_("Price level"),
    "tax_exempt_no": N_("Tax exemption"),
    "tax_exempt_until": N_("Tax exempt until"),
    "code": N_("SKU"),
    "barcodes": N_("Barcodes"),
    "pack_of": N_("Pack of"),
    "pack_quantity": N_("In the pack"),
    "category": N_("Category"),
    "from_quantity": N_("From quantity"),
    "buy_quantity": N_("Buy"),
    "get_quantity": N_("Get"),
    "starts_on": N_("From"),
    "ends_on": N_("Until"),
    "until": N_("Valid until"),
    "how": N_("By"),
    "state": N_("State"),
    "till": N_("Till"),
    "from_seq": N_("First entry not in it"),
    "to_seq": N_("Last entry not in it"),
    "first_receipt": N_("First receipt not in it"),
    "last_receipt": N_("Last receipt not in it"),
    "since": N_("Since"),
    "head": N_("Its end of the day book"),
    "at": N_("Clock"),
    "date": N_("Business date"),
}

_SENTENCES: dict[str, tuple[str, ...]] = {
    "price_override": (
        N_("{who} changed the price of {article} from {before_unit_price} to {after_unit_price}"),
        N_("{who} changed a price from {before_unit_price} to {after_unit_price}"),
        N_("{who} changed a price by hand"),
    ),
    "discount": (
        N_("{who} gave {after_percent} % off {article}: {after_amount} instead of {before_amount}"),
        N_("{who} gave {after_discount} off {article}: {after_amount} instead of {before_amount}"),
        N_("{who} gave {after_percent} % off: {after_amount} instead of {before_amount}"),
        N_("{who} gave {after_discount} off: {after_amount} instead of {before_amount}"),
        N_("{who} gave a discount by hand"),
    ),
    "refund": (N_("{who} gave back with receipt {receipt}"), N_("{who} gave something back")),
    "cart_cancelled": (
        N_("{who} put a sale of {before_total} into quote {after_quote} after its total was shown"),
        N_("{who} cancelled a sale of {before_total} after its total was shown as {before_total_shown}"),
        N_("{who} cancelled a sale of {before_total} before payment"),
        N_("{who} cancelled a sale before payment"),
    ),
    "line_removed": (
        N_("{who} lowered {before_description} from {before_quantity} to {after_quantity} after the total"
           " {before_total} was shown"),
        N_("{who} removed {before_quantity} × {before_description} ({before_amount}) after the total {before_total}"
           " was shown"),
        N_("{who} removed a line after the total was shown"),
    ),
    "blind_return": (
        N_("{who} took back {article} without a receipt for {after_amount}"),
        N_("{who} took something back without a receipt"),
    ),
    "late_return": (
        N_("{who} took back {article} of receipt {after_receipt} after the days for returns"),
        N_("{who} took something back after the days for returns"),
    ),
    "reversal": (
        N_("{who} reversed receipt {before_receipt} of {before_total}"),
        N_("{who} reversed a sale"),
    ),
    "expired_quote": (
        N_("{who} gave the prices of quote {before_quote}, which held until {before_until}"),
        N_("{who} gave the prices of an expired quote"),
    ),
    "drawer_opened": (
        N_("{who} opened the drawer with receipt {receipt}"),
        N_("{who} opened the drawer"),
    ),
    "cash_in": (N_("{who} put {after_amount} into the drawer"), N_("{who} put cash into the drawer")),
    "cash_out": (N_("{who} took {after_amount} out of the drawer"), N_("{who} took cash out of the drawer")),
    "pin_set": (N_("{who} set a PIN for {after_staff}"), N_("{who} set a PIN")),
    "pin_recovered": (
        N_("{after_staff} replaced a forgotten PIN with the recovery code"),
        N_("A forgotten PIN was replaced with the recovery code"),
    ),
    "signed_in": (N_("{who} signed in"),),
    "sign_in_failed": (
        N_("Wrong PIN for {after_staff}, try {after_tries}"),
        N_("Wrong PIN for {after_staff}"),
        N_("A wrong PIN was entered"),
    ),
    "data_exported": (
        N_("{who} exported {after_what} to {after_folder}"),
        N_("{who} exported {after_what}"),
        N_("{who} exported data"),
    ),
    "data_imported": (
        N_("{who} imported {after_kind} from {after_file}: {after_added} new, {after_changed} changed"),
        N_("{who} imported {after_kind}: {after_added} new, {after_changed} changed"),
        N_("{who} imported data"),
    ),
    "settings_changed": (
        N_("{who} changed the setting {key} from {before_value} to {after_value}"),
        N_("{who} set {key} to {after_value}"),
        N_("{who} changed settings"),
    ),
    "promotion_changed": (
        N_("{who} changed the promotion {named_promotion}"),
        N_("{who} added the promotion {after_promotion}"),
        N_("{who} took out the promotion {before_promotion}"),
        N_("{who} changed a promotion"),
    ),
    "product_changed": (
        N_("{who} changed the price of {after_name} from {before_price} to {after_price}"),
        N_("{who} changed the words of {after_name} to “{after_words}”"),
        N_("{who} changed {after_name}"),
        N_("{who} changed a product"),
    ),
    "stock_corrected": (
        N_("{who} set the stock of {after_name} from {before_stock} to {after_stock}"),
        N_("{who} set a stock by hand"),
    ),
    "customer_changed": (
        N_("{who} changed the price level or tax exemption of customer {named_customer}"),
        N_("{who} gave customer {after_customer} a price level or tax exemption"),
        N_("{who} took the price level or tax exemption from customer {before_customer}"),
        N_("{who} changed the price level or tax exemption of a customer"),
    ),
    "customer_erased": (N_("{who} erased the data of a customer"),),
    "staff_changed": (
        N_("{who} changed {named_staff} of the staff"),
        N_("{who} added {after_staff} to the staff"),
        N_("{who} changed the staff"),
    ),
    "clock_back": (
        N_("The clock went back from {before_at} to {after_at}"),
        N_("The clock went back"),
    ),
    "clock_jump": (
        N_("The clock was moved from {before_at} to {after_at}"),
        N_("The clock was moved"),
    ),
    "clock_confirmed": (
        N_("{who} opened the till with a clock at {after_date}, after {before_date}"),
        N_("{who} confirmed that the clock is right"),
    ),
    "future_sale": (
        N_("{who} booked a sale whose time {after_at} was still to come"),
        N_("{who} booked a sale whose time was still to come"),
    ),
    "restored": (
        N_("{who} brought back the backup {after_file}: entries {after_from_seq} to {after_to_seq} of till {after_till}"
           " are not in it"),
        N_("{who} brought back the backup {after_file}"),
        N_("{who} brought back a backup"),
    ),
    "damaged_file": (N_("The damaged file {before_file} was set aside"), N_("A damaged file was set aside")),
    "backup_failed": (N_("A backup failed"),),
}  # fmt: skip

# Every event that this version knows.
EVENTS = tuple(_SENTENCES)


def plain(
    event: str, who: Value, before: Facts, after: Facts, *, article: str = "", receipt: str = ""
) -> Message:
    """What was done and by whom, without an end mark; `article` and `receipt` ("" none) are what it was about."""
    values = _values(who, before, after, article, receipt)
    for template in _SENTENCES.get(event, ()):
        names = [name for _text, name, _spec, _conversion in Formatter().parse(template) if name]
        if all(name in values for name in names):
            return Message(template, tuple((name, values[name]) for name in dict.fromkeys(names)))
    return msg("{who}: {event}", who=values["who"], event=event)


def sentence(act: Message, *, by: str = "", reason: str = "") -> Message:
    """The same with who allowed it and why, where there is something to say."""
    if by and reason:
        return msg("{act}, allowed by {name}: {reason}", act=act, name=by, reason=reason)
    if by:
        return msg("{act}, allowed by {name}", act=act, name=by)
    return msg("{act}: {reason}", act=act, reason=reason) if reason else act


def _values(who: Value, before: Facts, after: Facts, article: str, receipt: str) -> dict[str, Value]:
    """The facts under the names of the sentences: {before_amount}, {after_amount} …"""
    values: dict[str, Value] = {"who": who}
    if article:
        values["article"] = article
    if receipt:
        values["receipt"] = receipt
    for side, facts in (("before", before), ("after", after)):
        for name, value in facts.items():
            # What came from no file has a sentence of its own.
            if isinstance(value, str | int) and (name, value) != ("file", ""):
                values[f"{side}_{name}"] = shown(name, value)
    for name, value in after.items():
        # What an act is about stands on both sides: it was there before, and is still.
        if isinstance(value, str) and before.get(name) == value:
            values[f"named_{name}"] = value
    keys = [*dict.fromkeys((*before, *after))]
    if len(keys) == 1:
        values["key"] = keys[0]
        for side, facts in (("before", before), ("after", after)):
            if keys[0] in facts:
                values[f"{side}_value"] = shown(keys[0], facts[keys[0]])
    return values


def shown(name: str, value: Any) -> Value:
    """A fact as it is read: amounts in the reader's language, lists and inner facts as words in a row."""
    if isinstance(value, bool):
        return msg("yes") if value else msg("no")
    if name in _MONEY and isinstance(value, str) and _DECIMAL.fullmatch(value):
        return amount(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_word(inner)}" for key, inner in value.items())
    return _word(value) or "–"


def amount(text: str) -> Amount:
    """A decimal text as an amount with as many decimals as it has."""
    whole, _point, decimals = text.partition(".")
    return Amount(int(whole + decimals), len(decimals))


def _word(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(_word(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return ", ".join(_word(inner) for inner in value)
    return str(value)
