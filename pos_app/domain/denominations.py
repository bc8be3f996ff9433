"""Notes and coins of a currency, for counting a drawer.

Facts: what each currency's issuer names as in circulation (as of 2025). Issuers: the Federal Reserve and the US
Mint (USD), the European Central Bank (EUR), the Bank of England and the Royal Mint (GBP), and for every other
currency its central bank or monetary authority: the Bank of Canada, the Reserve Banks of Australia, New Zealand,
India and South Africa, the Swiss and the Danish National Bank, Sveriges Riksbank, Norges Bank, the Bank of Japan,
Banco de México, Banco Central do Brasil and so on. Where a value exists as a note and as a coin it is counted once.
Commemorative and collectors' pieces are left out.

A currency that is not listed gets the series 1, 2, 5, 10 … up to 500 of its major unit.
"""

from collections.abc import Mapping
from functools import cache

from pos_app.domain.message import msg
from pos_app.domain.money import Currency, parse_decimal, plain_amount
from pos_app.errors import UserError

# Coins first, then notes, in major units.
_IN_CIRCULATION: dict[str, str] = {
    "AED": "0.25 0.50 1 5 10 20 50 100 200 500 1000",
    "ARS": "1 2 5 10 20 50 100 200 500 1000 2000 10000 20000",
    "AUD": "0.05 0.10 0.20 0.50 1 2 5 10 20 50 100",
    "BDT": "1 2 5 10 20 50 100 200 500 1000",
    "BHD": "0.005 0.010 0.025 0.050 0.100 0.500 1 5 10 20",
    "BRL": "0.05 0.10 0.25 0.50 1 2 5 10 20 50 100 200",
    "CAD": "0.05 0.10 0.25 1 2 5 10 20 50 100",
    "CHF": "0.05 0.10 0.20 0.50 1 2 5 10 20 50 100 200 1000",
    "CLP": "10 50 100 500 1000 2000 5000 10000 20000",
    "CNY": "0.10 0.50 1 5 10 20 50 100",
    "COP": "50 100 200 500 1000 2000 5000 10000 20000 50000 100000",
    "CRC": "5 10 25 50 100 500 1000 2000 5000 10000 20000",
    "CZK": "1 2 5 10 20 50 100 200 500 1000 2000 5000",
    "DKK": "0.50 1 2 5 10 20 50 100 200 500",
    "EGP": "0.25 0.50 1 5 10 20 50 100 200",
    "EUR": "0.01 0.02 0.05 0.10 0.20 0.50 1 2 5 10 20 50 100 200 500",
    "GBP": "0.01 0.02 0.05 0.10 0.20 0.50 1 2 5 10 20 50",
    "GEL": "0.05 0.10 0.20 0.50 1 2 5 10 20 50 100 200",
    "GHS": "0.05 0.10 0.20 0.50 1 2 5 10 20 50 100 200",
    "HKD": "0.10 0.20 0.50 1 2 5 10 20 50 100 500 1000",
    "HUF": "5 10 20 50 100 200 500 1000 2000 5000 10000 20000",
    "IDR": "50 100 200 500 1000 2000 5000 10000 20000 50000 100000",
    "ILS": "0.10 0.50 1 2 5 10 20 50 100 200",
    "INR": "0.50 1 2 5 10 20 50 100 200 500",
    "IQD": "250 500 1000 5000 10000 25000 50000",
    "ISK": "1 5 10 50 100 500 1000 2000 5000 10000",
    "JMD": "1 5 10 20 50 100 500 1000 2000 5000",
    "JOD": "0.010 0.050 0.100 0.250 0.500 1 5 10 20 50",
    "JPY": "1 5 10 50 100 500 1000 2000 5000 10000",
    "KES": "1 5 10 20 40 50 100 200 500 1000",
    "KHR": "50 100 200 500 1000 2000 5000 10000 20000 50000 100000 200000",
    "KRW": "1 5 10 50 100 500 1000 5000 10000 50000",
    "KWD": "0.005 0.010 0.020 0.050 0.100 0.250 0.500 1 5 10 20",
    "KZT": "1 2 5 10 20 50 100 200 500 1000 2000 5000 10000 20000",
    "LAK": "500 1000 2000 5000 10000 20000 50000 100000",
    "LBP": "250 500 1000 5000 10000 20000 50000 100000",
    "LKR": "1 2 5 10 20 50 100 500 1000 2000 5000",
    "MAD": "0.05 0.10 0.20 0.50 1 2 5 10 20 50 100 200",
    "MMK": "50 100 200 500 1000 5000 10000 20000",
    "MNT": "1 5 10 20 50 100 500 1000 5000 10000 20000",
    "MXN": "0.05 0.10 0.20 0.50 1 2 5 10 20 50 100 200 500 1000",
    "MYR": "0.05 0.10 0.20 0.50 1 5 10 20 50 100",
    "NGN": "0.50 1 2 5 10 20 50 100 200 500 1000",
    "NOK": "1 5 10 20 50 100 200 500 1000",
    "NZD": "0.10 0.20 0.50 1 2 5 10 20 50 100",
    "OMR": "0.005 0.010 0.025 0.050 0.100 0.500 1 5 10 20 50",
    "PEN": "0.10 0.20 0.50 1 2 5 10 20 50 100 200",
    "PHP": "0.01 0.05 0.25 1 5 10 20 50 100 200 500 1000",
    "PKR": "1 2 5 10 20 50 75 100 500 1000 5000",
    "PLN": "0.01 0.02 0.05 0.10 0.20 0.50 1 2 5 10 20 50 100 200 500",
    "PYG": "50 100 500 1000 2000 5000 10000 20000 50000 100000",
    "QAR": "0.25 0.50 1 5 10 50 100 200 500",
    "RON": "0.01 0.05 0.10 0.50 1 5 10 20 50 100 200 500",
    "RSD": "1 2 5 10 20 50 100 200 500 1000 2000 5000",
    "RWF": "1 5 10 20 50 100 500 1000 2000 5000",
    "SAR": "0.01 0.05 0.10 0.25 0.50 1 2 5 10 20 50 100 200 500",
    "SEK": "1 2 5 10 20 50 100 200 500 1000",
    "SGD": "0.05 0.10 0.20 0.50 1 2 5 10 50 100 1000",
    "THB": "0.25 0.50 1 2 5 10 20 50 100 500 1000",
    "TND": "0.005 0.010 0.020 0.050 0.100 0.200 0.500 1 2 5 10 20 50",
    "TRY": "0.01 0.05 0.10 0.25 0.50 1 5 10 20 50 100 200",
    "TWD": "0.50 1 5 10 20 50 100 200 500 1000 2000",
    "TZS": "50 100 200 500 1000 2000 5000 10000",
    "UAH": "0.10 0.50 1 2 5 10 20 50 100 200 500 1000",
    "UGX": "50 100 200 500 1000 2000 5000 10000 20000 50000",
    "USD": "0.01 0.05 0.10 0.25 0.50 1 2 5 10 20 50 100",
    "UYU": "1 2 5 10 20 50 100 200 500 1000 2000",
    "UZS": "50 100 200 500 1000 2000 5000 10000 20000 50000 100000 200000",
    "VND": "200 500 1000 2000 5000 10000 20000 50000 100000 200000 500000",
    "XOF": "1 5 10 25 50 100 200 250 500 1000 2000 5000 10000",
    "ZAR": "0.10 0.20 0.50 1 2 5 10 20 50 100 200",
}
_FEWEST_DECADES = 5
MOST_PIECES = 1_000_000


@cache
def denominations(currency: Currency) -> tuple[int, ...]:
    """The values of notes and coins in minor units, the highest first."""
    listed = _IN_CIRCULATION.get(currency.code)
    if listed is None:
        decades = max(_FEWEST_DECADES, currency.exponent + 3)
        return tuple(digit * 10**decade for decade in reversed(range(decades)) for digit in (5, 2, 1))
    what = msg("Amount")
    return tuple(sorted((parse_decimal(v, currency.exponent, what) for v in listed.split()), reverse=True))


def parse_pieces(text: str) -> int:
    """What was typed as a number of notes or coins; nothing typed is none. UserError ``bad_count``."""
    typed = text.strip()
    if not typed:
        return 0
    # Longer than the highest number there can be: nobody counts to it, and int() need not try.
    if not typed.isascii() or not typed.isdigit() or len(typed) > 12:
        raise UserError("bad_count", "“{text}” is not a number of notes or coins.", text=typed[:40])
    return _checked(int(typed))


def check_count(count: Mapping[int, int], currency: Currency) -> dict[int, int]:
    """A count (value in minor units: pieces) without the values of which there are none, the highest first.

    UserErrors ``unknown_denomination`` for a value that is no note or coin, ``bad_count`` for pieces that are none.
    """
    known = denominations(currency)
    for value, pieces in count.items():
        if value not in known:
            raise UserError(
                "unknown_denomination",
                "There is no note or coin of {value} in {currency}.",
                value=plain_amount(value, currency),
                currency=currency.code,
            )
        _checked(pieces)
    return {value: count[value] for value in known if count.get(value)}


def total_of(count: Mapping[int, int]) -> int:
    """What a count comes to in minor units."""
    return sum(value * pieces for value, pieces in count.items())


def _checked(pieces: int) -> int:
    if pieces < 0:
        raise UserError("bad_count", "There cannot be fewer than no notes or coins.")
    if pieces > MOST_PIECES:
        raise UserError("bad_count", "{pieces} notes or coins of one kind are too many.", pieces=pieces)
    return pieces
