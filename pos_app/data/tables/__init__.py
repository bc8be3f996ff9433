"""All tables: classes by name, or `metadata` with every table in it.

Posted tables (name contains sale, tender, point, ledger, stock_move or journal) are written once and
never change: triggers refuse UPDATE and DELETE. Everything else is a draft, master data or a cache.

Making the classes takes a fifth of a start, so it waits for the first who asks for one, and then all are made: foreign
keys and `metadata` are never half there. The window makes them by `make_next` once it can be used. What it asks for
before that names its columns itself (`pos_app.data.light`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from pos_app.data.tables.account import AccountLedger
    from pos_app.data.tables.auditing import AuditJournal, StaffPin, TextBlock
    from pos_app.data.tables.catalog import Category, Product, ProductBarcode, Promotion, StockLevel
    from pos_app.data.tables.credit import CreditAccount, CreditLedger
    from pos_app.data.tables.drafts import Cart, CartCoupon, CartLine, CartReward, PrintJob
    from pos_app.data.tables.finding import MissedSearch, SynonymProposal
    from pos_app.data.tables.moving import ImportLayout, ImportRun, TimelineEntry
    from pos_app.data.tables.offering import CompanionCache, OfferHoldoutLedger
    from pos_app.data.tables.people import (
        Customer,
        CustomerBalance,
        CustomerCard,
        CustomerFact,
        PersonBlock,
        Project,
        PromptAnswer,
    )
    from pos_app.data.tables.posted import Journal, OfferEventLedger, OfferLedger, PointLedger, StockMove
    from pos_app.data.tables.quoting import Quote, QuoteLine
    from pos_app.data.tables.sales import Sale, SaleDocumentRow, SaleLineRow, SaleTaxRow, TenderRow
    from pos_app.data.tables.shop import Setting, Staff, TaxClass, TaxRow, Till
    from pos_app.data.tables.tilling import OpenCount, TillCountLedger, TillJournal, TillSession, ZLedger

POSTED_WORDS = ("sale", "tender", "point", "ledger", "stock_move", "journal")

__all__ = [
    "POSTED_WORDS",
    "AccountLedger",
    "AuditJournal",
    "Cart",
    "CartCoupon",
    "CartLine",
    "CartReward",
    "Category",
    "CompanionCache",
    "CreditAccount",
    "CreditLedger",
    "Customer",
    "CustomerBalance",
    "CustomerCard",
    "CustomerFact",
    "ImportLayout",
    "ImportRun",
    "Journal",
    "MissedSearch",
    "OfferEventLedger",
    "OfferHoldoutLedger",
    "OfferLedger",
    "OpenCount",
    "PersonBlock",
    "PointLedger",
    "PrintJob",
    "Product",
    "ProductBarcode",
    "Project",
    "Promotion",
    "PromptAnswer",
    "Quote",
    "QuoteLine",
    "Sale",
    "SaleDocumentRow",
    "SaleLineRow",
    "SaleTaxRow",
    "Setting",
    "Staff",
    "StaffPin",
    "StockLevel",
    "StockMove",
    "SynonymProposal",
    "TaxClass",
    "TaxRow",
    "TenderRow",
    "TextBlock",
    "Till",
    "TillCountLedger",
    "TillJournal",
    "TillSession",
    "TimelineEntry",
    "ZLedger",
    "make_next",
    "metadata",
]

# The first spares all others the validators that no table uses.
_MODULES = (
    "_lean",
    "account",
    "auditing",
    "catalog",
    "credit",
    "drafts",
    "finding",
    "moving",
    "offering",
    "people",
    "posted",
    "quoting",
    "sales",
    "shop",
    "tilling",
)
_left = list(_MODULES)


def make_next() -> bool:
    """Make the tables of one more module; False where all are there."""
    left = _left[:1]
    for name in left:
        import_module(f"{__name__}.{name}")
        # Whoever else makes them meanwhile has waited for the same module.
        if name in _left:
            _left.remove(name)
    return bool(_left)


def metadata() -> MetaData:
    """Every table there is."""
    while make_next():
        pass
    from sqlmodel import SQLModel

    return SQLModel.metadata


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        metadata()
        for module in _MODULES:
            found = getattr(import_module(f"{__name__}.{module}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
        raise AttributeError(name)
