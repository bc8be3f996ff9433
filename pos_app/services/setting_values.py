"""The shop's settings as typed values: one frozen group for each first part of a key.

Amounts are minor units of the shop's currency, rates and percentages e6 of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos_app.domain.label_codes import LabelPattern
    from pos_app.domain.loyalty import Reward, Tier
    from pos_app.domain.money import Currency
    from pos_app.domain.payment import CashRounding, RoundingMethod
    from pos_app.domain.sale import TaxRounding


@dataclass(frozen=True, slots=True)
class ShopGroup:
    """Who the shop is, in which currency and language it works, and where taxes are rounded."""

    name: str
    lines: tuple[str, ...]
    phone_region: str
    currency: Currency
    tax_rounding: TaxRounding
    language: str


@dataclass(frozen=True, slots=True)
class CashGroup:
    """The smallest coin (None: no rounding) and how an amount between two coins is rounded."""

    step: int | None
    method: RoundingMethod

    @property
    def rounding(self) -> CashRounding | None:
        """The rule for cash, or None where every amount can be paid."""
        from pos_app.domain.payment import CashRounding

        return CashRounding(self.step, self.method) if self.step else None


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """The class of a product that names none; "" means untaxed."""

    default_class: str


@dataclass(frozen=True, slots=True)
class LoyaltyGroup:
    """`points_per_unit` (e6) for one major unit of eligible net; points last `months` (0: for ever)."""

    points_per_unit: int
    rewards: tuple[Reward, ...]
    months: int
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class OffersGroup:
    """`percent` (e6) off for `days`; `holdout_percent` (e6) of those eligible go without, for comparison."""

    percent: int
    days: int
    holdout_percent: int


@dataclass(frozen=True, slots=True)
class ReceiptGroup:
    """Days for returns (0: not printed) and the last lines of the paper."""

    return_days: int
    footer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuotesGroup:
    """How many days a quote holds, and the terms at its foot."""

    days: int
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrinterGroup:
    """Where receipts go ("tcp:192.168.1.50:9100"); "" prints none."""

    target: str


@dataclass(frozen=True, slots=True)
class DrawerGroup:
    """The pin of the receipt printer that opens the cash drawer ("2" or "5"); "" where there is no drawer."""

    pin: str


@dataclass(frozen=True, slots=True)
class StockGroup:
    """Whether a sale below zero stock is refused rather than warned about."""

    refuse_below_zero: bool


@dataclass(frozen=True, slots=True)
class BarcodesGroup:
    """How labels with a price, weight or quantity in their barcode are read."""

    labels: tuple[LabelPattern, ...]


@dataclass(frozen=True, slots=True)
class LimitsGroup:
    """The highest discount by hand (e6) without permission, and the least over the cost (e6 of it; None: any)."""

    discount_percent: int
    margin_floor: int | None


@dataclass(frozen=True, slots=True)
class BackupGroup:
    """Minutes between backups (0: only at close), a second folder ("" none), and how many are kept."""

    minutes: int
    folder: str
    hours: int
    days: int
    months: int


@dataclass(frozen=True, slots=True)
class TillGroup:
    """Minutes without a sign of life after which the window locks; 0: never."""

    lock_minutes: int


@dataclass(frozen=True, slots=True)
class UiGroup:
    """`theme` is system, light or dark; `font_scale` a percentage."""

    theme: str
    font_scale: int


@dataclass(frozen=True, slots=True)
class ScannerGroup:
    """What the scanner sends before a code, and the longest pause between two of its keys."""

    prefix: str
    gap_ms: int


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """Everything the shop has set, or the defaults."""

    shop: ShopGroup
    cash: CashGroup
    tax: TaxGroup
    loyalty: LoyaltyGroup
    offers: OffersGroup
    receipt: ReceiptGroup
    quotes: QuotesGroup
    printer: PrinterGroup
    drawer: DrawerGroup
    stock: StockGroup
    barcodes: BarcodesGroup
    limits: LimitsGroup
    backup: BackupGroup
    till: TillGroup
    ui: UiGroup
    scanner: ScannerGroup


GROUPS = {
    "shop": ShopGroup,
    "cash": CashGroup,
    "tax": TaxGroup,
    "loyalty": LoyaltyGroup,
    "offers": OffersGroup,
    "receipt": ReceiptGroup,
    "quotes": QuotesGroup,
    "printer": PrinterGroup,
    "drawer": DrawerGroup,
    "stock": StockGroup,
    "barcodes": BarcodesGroup,
    "limits": LimitsGroup,
    "backup": BackupGroup,
    "till": TillGroup,
    "ui": UiGroup,
    "scanner": ScannerGroup,
}
