"""Receipts and reports worked by hand: the ones in the pictures and their difficult relatives."""

from __future__ import annotations

from pos_app.domain.receipt import (
    Receipt,
    ReceiptLine,
    ReceiptOffer,
    ReceiptPoints,
    ReceiptTax,
    ReceiptTender,
)

LINES = (
    ReceiptLine("Silicone sealant, white 10 oz", 2000, "ea", 8_490_000, 1613, "Gold −5%"),
    ReceiptLine("Chain, galvanised 5 mm, cut", 3400, "m", 4_200_000, 1428),
    ReceiptLine("Deck screw T25 2½″", 163_000, "ea", 160_000, 2608),
    ReceiptLine("Interior eggshell “Sage 2140-30”", 1000, "gal", 41_990_000, 3989, "Gold −5%"),
    ReceiptLine("P-trap 1½″ PVC", -1000, "ea", 6_790_000, -679, returned_from="1-004871"),
)
OFFER = ReceiptOffer(
    "7Q4M-2K9X-C", "15% off a T25 bit set", "2026-12-19", "aisle B2", "T25 screws four times"
)

PICTURE = Receipt(
    number="1-004913",
    kind="sale",
    shop_name="Corner Hardware",
    shop_lines=("12 Mill Road · 555 0142 · Tax no. 12-345678",),
    sold_at="2026-11-21T10:44:00",
    till="Counter 1",
    cashier="Dana",
    currency="USD",
    exponent=2,
    lines=LINES,
    subtotal=8959,
    document_discount=0,
    document_discount_text="",
    taxes=(ReceiptTax("Sales tax", 55_000, 8959, 493, included=False),),
    total=9452,
    cash_rounding=-2,
    paid=9450,
    change=550,
    tenders=(ReceiptTender("cash", 10_000),),
    saved=295,
    customer_block="9c1d",
    customer_label="Gold",
    points=ReceiptPoints(1940, 89, 0, 2029, reward_points=500, reward_worth=500, months=24),
    offers=(OFFER,),
    tip="pre-drill within 50 mm of a board's end, and the deck boards won't split.",
    footer=("Thank you, come again.",),
    return_days=30,
)
