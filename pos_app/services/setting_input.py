"""Checking what someone wants to set: settings, taxes, tax classes and staff as one nested mapping.

Every problem is found at once, with its key; nothing here touches the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pos_app.domain import money
from pos_app.domain.currencies import CODES
from pos_app.domain.message import Message, msg
from pos_app.domain.money import Currency
from pos_app.errors import UserError
from pos_app.services import setting_kinds as kinds
from pos_app.services.setting_table import KNOWN

Problems = list[tuple[str, Message]]
Row = dict[str, Any]
Rows = Mapping[str, Row]
# Makes a whole row of a code, the fields given, and the rows stored.
RowReader = Callable[[str, Row, Rows], Row]
_LEAST_RATE, _MOST_RATE = -1 * money.E6, 10 * money.E6
_TAX_FLAGS = ("included", "adds_to_base", "ignores_previous")
_CURRENCY = "shop.currency"
_CODE = r"[A-Za-z0-9_-]{1,20}"
# What the day book calls the command line, and whoever has not signed in.
RESERVED_CODES = frozenset({"cli", "nobody"})


@dataclass(frozen=True, slots=True)
class Present:
    """What is stored now: values by key, rows by code."""

    values: Mapping[str, Any]
    taxes: Rows
    classes: Mapping[str, list[str]]
    staff: Rows
    # Whether a sale is booked in the shop's currency.
    posted: bool = False


@dataclass(slots=True)
class Wanted:
    """What is to be stored: values by key, whole rows by code."""

    values: dict[str, Any] = field(default_factory=dict)
    taxes: dict[str, Row] = field(default_factory=dict)
    classes: dict[str, list[str]] = field(default_factory=dict)
    staff: dict[str, Row] = field(default_factory=dict)


def read(data: Mapping[str, Any], present: Present) -> tuple[Wanted, Problems]:
    """What to store, and every problem with its key; with problems nothing may be stored."""
    wanted, problems = Wanted(), Problems()
    for key, value in _flat(data):
        top, _point, rest = key.partition(".")
        if key in KNOWN:
            wanted.values[key] = value
        elif top == "tax" and isinstance(value, dict):
            _collect(problems, key, _tax, rest, value, present.taxes, wanted.taxes)
        elif top == "staff" and isinstance(value, dict):
            _collect(problems, key, _staff, rest, value, present.staff, wanted.staff)
        elif top == "tax_class" and rest:
            wanted.classes[rest] = value
        else:
            problems.append((key, msg("There is no such setting.")))
    values = {**present.values, **wanted.values}
    problems += read_values(values)[1]
    problems += _currency(wanted.values.get(_CURRENCY), present)
    _check_together(wanted, present, values, problems)
    return wanted, problems


def read_values(values: Mapping[str, Any]) -> tuple[dict[str, Any], Problems]:
    """Every known setting as its typed value, and every problem with its key."""
    problems: Problems = []
    found: dict[str, Any] = {}
    first = KNOWN[_CURRENCY]
    currency = Currency("USD", 2)
    for known in (first, *(k for k in KNOWN.values() if k is not first)):
        try:
            found[known.key] = known.read(values.get(known.key, known.default), currency)
        except UserError as error:
            problems.append((known.key, error.message))
        currency = found.get(first.key, currency)
    return found, problems


def _currency(code: Any, present: Present) -> Problems:
    """Amounts that are booked cannot change their currency: the rows hold bare figures."""
    now = present.values.get(_CURRENCY, KNOWN[_CURRENCY].default)
    known = isinstance(code, str) and code.strip().upper() in CODES
    if not present.posted or not known or code.strip().upper() == now:
        return []
    return [(_CURRENCY, msg("The currency stays {code}: sales are booked in it already.", code=str(now)))]


def _flat(data: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """(key, value) of every setting; a tax or person keeps its fields together."""
    found: list[tuple[str, Any]] = []
    for top, body in data.items():
        if isinstance(body, Mapping):
            found += [(f"{top}.{name}" if name else top, value) for name, value in body.items()]
        else:
            found.append((top, body))
    return found


def _collect(
    problems: Problems,
    key: str,
    row_of: RowReader,
    code: str,
    given: Row,
    present: Rows,
    wanted: dict[str, Row],
) -> None:
    try:
        wanted[code] = row_of(code, given, present)
    except UserError as error:
        problems.append((key, error.message))


def _fields(given: Row, allowed: tuple[str, ...]) -> None:
    strange = sorted(given.keys() - set(allowed))
    if strange:
        raise UserError("bad_setting", "It has no {field}.", field=strange[0])


def _tax(code: str, given: Row, present: Rows) -> Row:
    """A tax's whole row: what is given, over what is stored; `rate` is e6."""
    none = Currency("USD", 2)
    _fields(given, ("name", "kind", "rate", *_TAX_FLAGS))
    kinds.pattern(_CODE, "TAX")(code, none)
    row: Row = {"code": code, "name": code, "kind": "percent", **dict.fromkeys(_TAX_FLAGS, False)}
    row |= present.get(code, {})
    if "name" in given:
        row["name"] = kinds.text(60, least=1)(given["name"], none)
    if "kind" in given:
        row["kind"] = kinds.choice("percent", "fixed")(given["kind"], none)
    for name in (n for n in _TAX_FLAGS if n in given):
        row[name] = kinds.flag(given[name], none)
    if "rate" in given:
        row["rate"] = _tax_rate(given["rate"], row["kind"])
    elif "rate" not in row or row["kind"] != present.get(code, row)["kind"]:
        raise UserError("bad_setting", "It needs a rate.")
    return row


def _tax_rate(given: Any, kind: str) -> int:
    if not isinstance(given, str):
        raise UserError("bad_setting", 'Its rate must be written in quotation marks, like "5.5".')
    if kind == "fixed":
        return money.parse_price(given, msg("Rate"))
    rate = money.parse_percent(given, msg("Rate"))
    if not _LEAST_RATE < rate <= _MOST_RATE:
        raise UserError("bad_setting", "Its rate must be above −100 and at most 1000.")
    return rate


def _staff(code: str, given: Row, present: Rows) -> Row:
    """A person's whole row: what is given, over what is stored."""
    none = Currency("USD", 2)
    _fields(given, ("name", "role", "active"))
    kinds.pattern(r"[A-Za-z0-9_.-]{1,40}", "dana")(code, none)
    if code.casefold() in RESERVED_CODES and code not in present:
        raise UserError("bad_setting", "The code {code} is the program's own.", code=code)
    row: Row = {"code": code, "name": code.title(), "role": "cashier", "active": True, "locked": False}
    row |= present.get(code, {})
    if "name" in given:
        row["name"] = kinds.text(80, least=1)(given["name"], none)
    if "role" in given:
        row["role"] = kinds.choice("cashier", "manager", "owner")(given["role"], none)
    if "active" in given:
        row["active"] = kinds.flag(given["active"], none)
    return row


def _check_together(wanted: Wanted, present: Present, values: Mapping[str, Any], problems: Problems) -> None:
    """What only shows when everything is looked at: codes that must exist, and an owner who stays."""
    taxes = present.taxes.keys() | wanted.taxes.keys()
    for code, chain in wanted.classes.items():
        if not isinstance(chain, list) or not all(isinstance(tax, str) for tax in chain):
            problems.append((f"tax_class.{code}", msg("It must be a list of tax codes.")))
        elif len(set(chain)) < len(chain):
            problems.append((f"tax_class.{code}", msg("It names a tax twice.")))
        else:
            unknown = [tax for tax in chain if tax not in taxes]
            problems += [(f"tax_class.{code}", msg("There is no tax {code}.", code=tax)) for tax in unknown]
    default = values.get("tax.default_class", KNOWN["tax.default_class"].default)
    classes = present.classes.keys() | wanted.classes.keys()
    if "tax.default_class" in wanted.values and default and default not in classes:
        problems.append(("tax.default_class", msg("There is no tax class {code}.", code=str(default)[:20])))
    staff = {**present.staff, **wanted.staff}
    if wanted.staff and not any(row["role"] == "owner" and row["active"] for row in staff.values()):
        problems.append(("staff", msg("There must be an active owner.")))
