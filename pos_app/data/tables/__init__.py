"""All tables; importing this package fills `SQLModel.metadata`.

Posted tables (name contains sale, tender, point, ledger, stock_move or journal) are written once and
never change: triggers refuse UPDATE and DELETE. Everything else is a draft, master data or a cache.
"""

from pos_app.data.tables import _lean  # noqa: F401  before any table is made
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
from pos_app.data.tables.posted import (
    Journal,
    OfferEventLedger,
    OfferLedger,
    PointLedger,
    Sale,
    SaleDocumentRow,
    SaleLineRow,
    SaleTaxRow,
    StockMove,
    TenderRow,
)
from pos_app.data.tables.quoting import Quote, QuoteLine
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
]
