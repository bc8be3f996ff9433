"""The one gettext catalogue for window, paper and command line, switchable while the program runs.

Standard library only and nothing read at import: English needs no catalogue. The language `qps` is a
pseudo-locale made on the fly (accents, brackets, 40 % longer), with which a test finds clipped and
untranslated texts.
"""

from __future__ import annotations

import gettext as _gettext
import re

from pos_app.domain.message import Amount, Day, Message, Quantity, Value
from pos_app.paths import resources_dir

ENGLISH = "en"
PSEUDO = "qps"
DOMAIN = "pos_app"

_ACCENTS = str.maketrans(
    "ABCDEFGHIKLNOPRSTUWYZabcdefghiklnoprstuwyz",
    "ÅBÇĐÉFĜĤÎĶĻÑÖÞŔŠŢÜŴÝŽåbçđéfĝĥîķļñöþŕšţüŵýž",
)
# Placeholders, tags, entities and mnemonics are for the program, not for the reader.
_UNTOUCHED = re.compile(r"(\{[^{}]*\}|<[^<>]*>|&\w+;)")


def pseudo(text: str) -> str:
    """`text` as the pseudo-locale shows it; placeholders and tags stay as they are."""
    if not text:
        return text
    parts = _UNTOUCHED.split(text)
    letters = 0
    for index in range(0, len(parts), 2):
        letters += len(parts[index])
        parts[index] = parts[index].translate(_ACCENTS)
    return "[" + "".join(parts) + "·" * max(0, -(-letters * 2 // 5) - 2) + "]"


class _Pseudo(_gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(super().ngettext(msgid1, msgid2, n))

    def pgettext(self, context: str, message: str) -> str:
        return pseudo(message)


_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language = ENGLISH


def use_language(code: str) -> None:
    """Switches every later text to `code` ("en", "tr", "de_AT", "qps"); English where no catalogue is.

    Numbers and dates follow too (see `formats`). Texts already shown do not change: the caller redraws.
    """
    global _catalogue, _language
    if code == PSEUDO:
        _catalogue = _Pseudo()
    elif code.split("_")[0] == ENGLISH:
        _catalogue = _gettext.NullTranslations()
    else:
        _catalogue = _gettext.translation(DOMAIN, resources_dir() / "i18n", [code], fallback=True)
    _language = code


def language() -> str:
    """The code last given to `use_language`."""
    return _language


def _(message: str) -> str:
    """`message` in the current language; fill placeholders in afterwards with `.format(name=…)`."""
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of the current language for `n` things."""
    return _catalogue.ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """`message` where one English word has several meanings; `context` tells the translator which."""
    return _catalogue.pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802 - the name that extraction tools know
    """Marks a text for translation that is looked up later with `_`."""
    return message


def text(message: Message) -> str:
    """A message of the rules as a sentence in the current language, nested messages included."""
    if message.plural_id is not None and message.count is not None:
        template = ngettext(message.id, message.plural_id, message.count)
    else:
        template = _(message.id)
    return template.format_map({name: written(value) for name, value in message.named_values().items()})


def written(value: Value) -> str:
    """A value inside a sentence as the current language writes it."""
    # formats asks this module for the language, so it cannot be imported at the top.
    from pos_app import formats

    if isinstance(value, Message):
        return text(value)
    if isinstance(value, Day):
        return formats.long_date(value.day) if value.year else formats.short_date(value.day)
    if isinstance(value, Amount):
        return formats.money(value.minor, value.exponent)
    if isinstance(value, Quantity):
        return formats.quantity(value.thousandths)
    return str(value)
