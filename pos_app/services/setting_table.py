"""Every setting there is, in one table: key, default, check, and what it is for."""

from dataclasses import dataclass
from typing import Any

from pos_app.domain.money import Currency
from pos_app.domain.payment import ROUNDING_METHODS
from pos_app.errors import UserError
from pos_app.i18n import N_
from pos_app.services import setting_kinds as kinds


@dataclass(frozen=True, slots=True)
class Known:
    """A setting: `default` is the stored form (JSON), `read` checks it and gives the typed value."""

    key: str
    default: Any
    read: kinds.Reader
    help: str


def _printer(value: Any, currency: Currency) -> str:
    found = str(kinds.text(200)(value, currency))
    if found:
        from pos_app.printing.targets import parse_target

        parse_target(found)
    return found


_REGION = kinds.pattern(r"[A-Z]{2}", "US")
_LANGUAGE = kinds.pattern(r"[a-z]{2,3}(_[A-Z]{2})?", "en")
_TABLE = (
    Known("shop.name", "My shop", kinds.text(60, least=1), N_("the shop's name, on top of every paper")),
    Known("shop.lines", [], kinds.lines(), N_("address, phone and tax number under the name")),
    Known("shop.phone_region", "US", _REGION, N_("country of phone numbers without a country code")),
    Known("shop.currency", "USD", kinds.currency_code, N_("the currency of all prices")),
    Known(
        "shop.tax_rounding",
        "line",
        kinds.choice("line", "document"),
        N_("round each tax on every line, or once over the whole sale"),
    ),
    Known("shop.language", "en", _LANGUAGE, N_("language of window and paper")),
    Known("cash.step", "", kinds.step, N_("the smallest coin, such as 0.05; empty: cash is not rounded")),
    Known(
        "cash.method", "half_up", kinds.choice(*ROUNDING_METHODS), N_("how cash between two coins is rounded")
    ),
    Known(
        "tax.default_class", "STD", kinds.text(20), N_("tax class of products that name none; empty: untaxed")
    ),
    Known("loyalty.points_per_unit", "1", kinds.rate, N_("points for one unit of money spent; 0: no points")),
    Known(
        "loyalty.rewards",
        [{"code": "R5", "points": 500, "worth": "5.00"}],
        kinds.rewards,
        N_("what points can be turned into"),
    ),
    Known("loyalty.months", 24, kinds.whole(0, 1200), N_("how long points last; 0: for ever")),
    Known("loyalty.tiers", [], kinds.tiers, N_("tiers, and the spend of twelve months that reaches them")),
    Known("offers.percent", "15", kinds.percent, N_("how much an offer takes off; 0: no offers")),
    Known("offers.days", 28, kinds.whole(1, 366), N_("how long an offer can be used")),
    Known(
        "offers.holdout_percent",
        "10",
        kinds.percent,
        N_("share of customers who get no offer, so that the effect can be measured"),
    ),
    Known(
        "receipt.return_days",
        30,
        kinds.whole(0, 3650),
        N_("days for returns, on the receipt; 0: not printed"),
    ),
    Known("receipt.footer", [], kinds.lines(), N_("the last lines of the receipt")),
    Known("quotes.days", 30, kinds.whole(0, 366), N_("how many days a quote holds; 0: today only")),
    Known("quotes.terms", [], kinds.lines(12, 200), N_("the terms at the foot of a quote")),
    Known(
        "printer.target",
        "",
        _printer,
        N_("the receipt printer: tcp:HOST:PORT, system:NAME, file:PATH, pdf:FILE"),
    ),
    Known(
        "drawer.pin",
        "2",
        kinds.pattern("[25]?", "2"),
        N_("the pin of the receipt printer that opens the cash drawer, 2 or 5; empty: there is no drawer"),
    ),
    Known(
        "stock.refuse_below_zero", False, kinds.flag, N_("refuse sales below zero stock instead of warning")
    ),
    Known(
        "barcodes.labels",
        [
            {"prefix": "02", "pattern": "IIIIIVVVVV", "kind": "price", "decimals": 2},
            {"prefix": "20", "pattern": "IIIIIVVVVV", "kind": "price", "decimals": 2},
            {"prefix": "21", "pattern": "IIIIIVVVVV", "kind": "weight", "decimals": 3},
        ],
        kinds.labels,
        N_(
            "labels with a price, weight or quantity in their barcode: prefix (02, 20 to 29), pattern of the digits up"
            " to the check digit (I item, V value, K price check digit, 0 nothing), kind, decimals of the value"
        ),
    ),
    Known(
        "limits.discount_percent",
        "10",
        kinds.percent,
        N_("the highest discount by hand that needs no permission, in percent"),
    ),
    Known(
        "limits.margin_floor",
        "",
        kinds.percent_or_none,
        N_("warn when a line brings less than its cost and so many percent of it; empty: no warning"),
    ),
    Known(
        "backup.minutes",
        30,
        kinds.whole(0, 1440),
        N_("a backup every so many minutes while the window is open and something changed; 0: only at close"),
    ),
    Known(
        "backup.folder",
        "",
        kinds.folder,
        N_("a second folder for every backup, best on a USB stick or another machine; empty: none"),
    ),
    Known("backup.hours", 24, kinds.whole(1, 1000), N_("of how many hours the newest backup is kept")),
    Known("backup.days", 30, kinds.whole(1, 1000), N_("of how many days the newest backup is kept")),
    Known("backup.months", 12, kinds.whole(0, 1000), N_("of how many months the newest backup is kept")),
    Known(
        "till.lock_minutes",
        10,
        kinds.whole(0, 480),
        N_(
            "minutes without a key, click or scan after which the window locks, once there are PINs; 0: never"
        ),
    ),
    Known("ui.theme", "system", kinds.choice("system", "light", "dark"), N_("colours of the window")),
    Known("ui.font_scale", 100, kinds.whole(90, 160), N_("size of letters in the window, in percent")),
    Known("scanner.prefix", "", kinds.text(8), N_("characters that the scanner sends before a code")),
    Known(
        "scanner.gap_ms",
        35,
        kinds.whole(5, 500),
        N_("longest pause between two keys of a scan, in milliseconds"),
    ),
)
KNOWN = {known.key: known for known in _TABLE}


def known(key: str) -> Known:
    """The setting of that key; UserError ``unknown_setting`` if there is none."""
    found = KNOWN.get(key)
    if found is None:
        raise UserError("unknown_setting", "There is no setting “{key}”.", key=key[:80])
    return found
