"""What the first start offers to choose from, and what the machine's own settings suggest."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from pos_app import i18n
from pos_app.domain.currencies import CODES
from pos_app.formats import money
from pos_app.i18n import _

_USUAL, _USUAL_REGION = "USD", "US"


def currencies() -> list[tuple[str, str]]:
    """Every currency as code and text; the text begins with the code, so that typing it finds the row."""
    # Imported here: nothing but a first start needs the names.
    from babel import Locale, UnknownLocaleError
    from babel.numbers import get_currency_name

    try:
        locale = Locale.parse(i18n.language())
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    named = ((code, get_currency_name(code, locale=locale)) for code in sorted(CODES))
    return [(code, code if name == code else f"{code}  {name}") for code, name in named]


def coins() -> list[tuple[str, str]]:
    """The smallest coins there are, as stored and in words."""
    return [
        ("", _("None: cash is not rounded")),
        *((f"{c // 100}.{c % 100:02}", money(c, 2)) for c in (5, 10, 100)),
    ]


def local_currency(locale: QLocale) -> str:
    """The currency of the machine's country, USD where it names none."""
    code = locale.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return code if code in CODES else _USUAL


def local_region(locale: QLocale) -> str:
    """The machine's country by two letters, US where it names none."""
    code = QLocale.territoryToCode(locale.territory())
    known = locale.language() != QLocale.Language.C and len(code) == 2 and code.isalpha()
    return code if known else _USUAL_REGION
