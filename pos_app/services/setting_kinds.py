"""How a setting's stored value (JSON) is checked and read: each reader gives the typed value or a UserError.

Amounts, percentages and rates are decimal strings, so that a file never holds a fraction of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_app.domain import money
from pos_app.domain.message import Message, msg
from pos_app.domain.money import Currency
from pos_app.errors import UserError
from pos_app.late import late

if TYPE_CHECKING:
    from pos_app.domain import label_codes, loyalty
    from pos_app.domain.label_codes import LabelPattern
    from pos_app.domain.loyalty import Reward, Tier
else:
    label_codes, loyalty = late("pos_app.domain", "label_codes", "loyalty")

# A reader takes the stored value and the shop's currency.
Reader = Callable[[Any, Currency], Any]


def _wrong(message: Message) -> UserError:
    return UserError("bad_setting", message)


def text(most: int = 120, *, least: int = 0) -> Reader:
    """One line of text."""

    def read(value: Any, _currency: Currency) -> str:
        if not isinstance(value, str) or "\n" in value or not value.isprintable():
            raise _wrong(msg("It must be one line of text."))
        if not least <= len(value.strip()) <= most:
            raise _wrong(msg("It must have {least} to {most} characters.", least=least, most=most))
        return value.strip()

    return read


def folder(value: Any, currency: Currency) -> str:
    """The whole path of a folder, or ""; whether it is there is another matter: a stick comes and goes."""
    found = str(text(400)(value, currency))
    if found and not Path(found).is_absolute():
        raise _wrong(msg("It must be the whole path of a folder, or empty."))
    return found


def lines(most: int = 6, longest: int = 80) -> Reader:
    """A list of lines of text."""
    one = text(longest)

    def read(value: Any, currency: Currency) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) > most:
            raise _wrong(msg("It must be a list of at most {most} lines.", most=most))
        return tuple(one(line, currency) for line in value)

    return read


def whole(least: int, most: int) -> Reader:
    """A whole number within limits."""

    def read(value: Any, _currency: Currency) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise _wrong(msg("It must be a whole number from {least} to {most}.", least=least, most=most))
        return value

    return read


def flag(value: Any, _currency: Currency) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise _wrong(msg("It must be true or false."))
    return value


def choice(*words: str) -> Reader:
    """One of a few words."""

    def read(value: Any, _currency: Currency) -> str:
        if value not in words:
            raise _wrong(msg("It must be one of: {words}.", words=", ".join(words)))
        return str(value)

    return read


def pattern(form: str, example: str) -> Reader:
    """Text of a fixed form; `example` tells which."""

    def read(value: Any, _currency: Currency) -> str:
        if not isinstance(value, str) or not re.fullmatch(form, value):
            raise _wrong(msg("It must be written like {example}.", example=example))
        return value

    return read


def currency_code(value: Any, _currency: Currency) -> Currency:
    """A currency by its three letters."""
    return money.currency(_decimal(value))


def step(value: Any, currency: Currency) -> int | None:
    """The smallest coin as minor units; None for "" (cash is not rounded)."""
    if value == "":
        return None
    found = money.parse_amount(_decimal(value), currency)
    if found <= 0:
        raise _wrong(msg("It must be more than zero, or empty."))
    return found


def percent(value: Any, _currency: Currency) -> int:
    """A percentage from 0 to 100 as e6 of one."""
    found = money.parse_percent(_decimal(value))
    if not 0 <= found <= money.E6:
        raise _wrong(msg("It must be from 0 to 100."))
    return found


def percent_or_none(value: Any, _currency: Currency) -> int | None:
    """A percentage from 0 to 1000 as e6 of one; None for ""."""
    if value == "":
        return None
    found = money.parse_percent(_decimal(value))
    if not 0 <= found <= 10 * money.E6:
        raise _wrong(msg("It must be from 0 to 1000, or empty."))
    return found


def rate(value: Any, _currency: Currency) -> int:
    """A number that is not negative, as e6 of one."""
    found = money.parse_price(_decimal(value))
    if found < 0:
        raise _wrong(msg("It must not be negative."))
    return found


def rewards(value: Any, currency: Currency) -> tuple[Reward, ...]:
    """Rewards: `code`, `points` to spend, and what they are `worth`."""
    found = []
    for row in _rows(value, {"code", "points", "worth"}):
        worth = money.parse_amount(_decimal(row["worth"]), currency)
        points = whole(1, 10_000_000)(row["points"], currency)
        if worth <= 0:
            raise _wrong(msg("A reward must be worth more than zero."))
        found.append(loyalty.Reward(text(20, least=1)(row["code"], currency), points, worth))
    if len({reward.code for reward in found}) < len(found):
        raise _wrong(msg("Two rewards have the same code."))
    return tuple(found)


def tiers(value: Any, currency: Currency) -> tuple[Tier, ...]:
    """Tiers: `name`, and the `spend` of twelve months that reaches it; the lowest first."""
    found = []
    for row in _rows(value, {"name", "spend"}):
        spend = money.parse_amount(_decimal(row["spend"]), currency)
        if spend < 0:
            raise _wrong(msg("The spend of a tier must not be negative."))
        found.append(loyalty.Tier(text(40, least=1)(row["name"], currency), spend))
    if len({tier.name for tier in found}) < len(found) or len({tier.spend for tier in found}) < len(found):
        raise _wrong(msg("Two tiers have the same name or spend."))
    return tuple(sorted(found, key=lambda tier: tier.spend))


def labels(value: Any, currency: Currency) -> tuple[LabelPattern, ...]:
    """Patterns of labels: `prefix`, `pattern`, `kind` and `decimals`; no two with the same prefix."""
    found = []
    for row in _rows(value, {"prefix", "pattern", "kind", "decimals"}):
        words = [text(20)(row[name], currency) for name in ("prefix", "pattern", "kind")]
        decimals = whole(0, 3)(row["decimals"], currency)
        found.append(label_codes.label_pattern(words[0], words[1].upper(), words[2].lower(), decimals))
    if len({pattern.prefix for pattern in found}) < len(found):
        raise _wrong(msg("Two labels have the same prefix."))
    return tuple(found)


def _rows(value: Any, fields: set[str]) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(r, dict) and r.keys() == fields for r in value):
        raise _wrong(msg("It must be a list of entries with {fields}.", fields=", ".join(sorted(fields))))
    return value


def _decimal(value: Any) -> str:
    # A number that a file writes bare (5.50) would have gone through a binary fraction already.
    if not isinstance(value, str):
        raise _wrong(msg('It must be written in quotation marks, like "5.50".'))
    return value
