"""The posted tables and their fields as docs/day_book.md lists them, written out: the writer's may not be shared."""

_SALE = (
    "id document_id content_hash number kind till sold_at business_date cashier customer_id person_hash project_id "
    "refund_of_id currency exponent tax_rounding cash_step cash_method subtotal document_discount discount net tax "
    "total cash_rounding paid change points exempt_certificate approved_by"
)
_SALE_LINE = (
    "id sale_id line_no kind product_id sku description unit quantity unit_price list_price amount discount "
    "discount_label discount_code document_discount net tax gross waived points points_spent cost return_of_id"
)
_SALE_TAX = "line_id position code name kind rate included adds_to_base ignores_previous base amount"
_OFFER = "id code customer_id sale_id product_id category_id percent valid_until text reason"

# Table: its primary key, and the fields of version 1.
VERSION_1 = {
    "offer_event_ledger": ("id", "id offer_id event sale_id"),
    "offer_holdout_ledger": ("id", "id customer_id sale_id"),
    "offer_ledger": ("id", _OFFER),
    "point_ledger": ("id", "id customer_id sale_id kind points expires_on"),
    "sale": ("id", _SALE),
    "sale_document": ("sale_id", "sale_id answer receipt"),
    "sale_line": ("id", _SALE_LINE),
    "sale_tax": ("line_id position", _SALE_TAX),
    "stock_move": ("id", "id product_id sale_id quantity reason"),
    "tender": ("sale_id position", "sale_id position type amount reference"),
}
# Version 2 has all of version 1, and tables that were made for it.
VERSION_2 = VERSION_1 | {
    "audit_journal": ("id", "id event actor approved_by sale_id line_no text_hash"),
    "credit_ledger": ("id", "id code kind customer_id sale_id line_no event amount"),
}

# Version 3 has the till, and the entry's session in its head.
VERSION_3 = VERSION_2 | {
    "till_count_ledger": ("event_id value", "event_id value pieces"),
    "till_journal": ("id", "id session_id event mode amount expected text_hash"),
    "z_ledger": ("id", "id till number session_id document"),
}

# Version 4 has accounts.
VERSION_4 = VERSION_3 | {
    "account_ledger": ("id", "id customer_id job sale_id event amount"),
}
LATEST = VERSION_4

# What is not a whole number: texts, and in `OPTIONAL` what may be NULL.
TEXTS = {
    "account_ledger": "job event",
    "audit_journal": "event actor approved_by text_hash",
    "credit_ledger": "code kind event",
    "offer_event_ledger": "event",
    "offer_holdout_ledger": "",
    "offer_ledger": "code valid_until text reason",
    "point_ledger": "kind expires_on",
    "sale": (
        "document_id content_hash number kind till sold_at business_date cashier person_hash currency tax_rounding"
        " cash_method exempt_certificate approved_by"
    ),
    "sale_document": "answer receipt",
    "sale_line": "kind sku description unit discount_label discount_code",
    "sale_tax": "code name kind",
    "stock_move": "reason",
    "tender": "type reference",
    "till_count_ledger": "",
    "till_journal": "event mode text_hash",
    "z_ledger": "till document",
}
OPTIONAL = {
    "account_ledger": "sale_id",
    "audit_journal": "sale_id line_no",
    "credit_ledger": "customer_id sale_id line_no",
    "offer_event_ledger": "sale_id",
    "offer_ledger": "customer_id product_id category_id",
    "point_ledger": "sale_id",
    "sale": "customer_id project_id refund_of_id cash_step",
    "sale_line": "product_id return_of_id",
    "stock_move": "sale_id",
    "till_journal": "expected",
}
