"""Risky acts and people of an X or Z in words."""

from __future__ import annotations

from pos_app.i18n import N_, _
from pos_app.printing.wrapping import clean

COMMAND_LINE = "cli"
_ACTS = {
    "price_override": N_("Price changed by hand"),
    "discount": N_("Discount by hand"),
    "refund": N_("Refund"),
    "cart_cancelled": N_("Sale cancelled before payment"),
    "line_removed": N_("Line removed after the total was shown"),
    "blind_return": N_("Return without receipt"),
    "late_return": N_("Return after the days for returns"),
    "reversal": N_("Sale reversed"),
    "expired_quote": N_("Price of an expired quote"),
    "drawer_opened": N_("Drawer opened"),
    "pin_set": N_("PIN set"),
    "pin_recovered": N_("PIN recovered"),
    "signed_in": N_("Signed in"),
    "sign_in_failed": N_("Sign-in failed"),
    "data_exported": N_("Data exported"),
    "data_imported": N_("Data imported"),
    "settings_changed": N_("Settings changed"),
    "promotion_changed": N_("Promotion changed"),
    "product_changed": N_("Product changed"),
    "stock_corrected": N_("Stock set by hand"),
    "customer_changed": N_("Price level or tax exemption changed"),
    "customer_erased": N_("Customer erased"),
    "staff_changed": N_("Staff changed"),
    "clock_back": N_("Clock went back"),
    "clock_jump": N_("Clock was moved"),
    "clock_confirmed": N_("Clock confirmed"),
    "future_sale": N_("Sale with a time to come"),
    "cash_in": N_("Cash put in"),
    "cash_out": N_("Cash taken out"),
    "restored": N_("Backup restored"),
    "damaged_file": N_("Damaged file replaced"),
    "backup_failed": N_("Backup failed"),
}


def act_name(event: str) -> str:
    """A risky act in words; one that a later version brought, by its own name."""
    return _(_ACTS[event]) if event in _ACTS else clean(event)


def person_name(name: str) -> str:
    """Who did it; the command line in words."""
    return _("command line") if name == COMMAND_LINE else clean(name)
