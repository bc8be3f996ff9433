"""Texts that files trip over, in every kind of thing that moves."""

from pos_app.domain.credit_codes import make_code
from pos_app.services import promotions
from pos_app.services.desk import Desk
from pos_app.services.importing import import_rows
from pos_app.services.promotion_form import PromotionForm

Rows = list[dict[str, str]]
STRANGE = [
    'Deck screw T25 2½″, "box"', "=1+1", "@home", "-A1", "+plus", "'=quoted", "''=twice", "\\t=tab inside",
    "😀👨‍👩‍👧 nail", "مفك براغي", "ไขควงหัวแฉก น้ำ", "螺丝刀", "Şerit İğne ﬁne",
    "a;b,c|d", "007", "1e5", "1.234", "NULL", "nan", "½",
    "\u200fמסור\u200e 5",
]  # fmt: skip
CATEGORY = f"Däp > {STRANGE[0]}"


def take(desk: Desk, kind: str, rows: Rows) -> None:
    """Import rows; nothing may be wrong with them."""
    report = import_rows(desk, kind=kind, rows=rows)
    assert report.ok, (kind, report.problems[:3])


def put_strange_things(desk: Desk) -> None:
    """Goods with four decimals and packs, people with cards and levels, notes, contacts, history, balances."""
    take(desk, "products", [_product(number, words) for number, words in enumerate(STRANGE)])
    box = {"sku": "PACK", "name": "Box", "price": "3.9999", "pack_of": "000", "pack_quantity": "200"}
    take(desk, "products", [box])
    take(desk, "customers", [_customer(number, words) for number, words in enumerate(STRANGE)])
    take(desk, "notes", _notes())
    take(desk, "timeline", [_entry(number, words) for number, words in enumerate(STRANGE)])
    take(desk, "sales", [_sale(number, words) for number, words in enumerate(STRANGE)])
    take(desk, "balances", _balances())
    form = PromotionForm(kind="percent", code="CAT", category=CATEGORY, percent=125_000, label="=x")
    promotions.add(desk, form=form)


def _product(number: int, words: str) -> dict[str, str]:
    odd = number % 2 == 1
    return {
        "sku": f"00{number}", "name": words, "words": words, "price": f"{number}.0001", "cost": "0.0049",
        "category": f"Däp > {words.replace('>', '')}", "bin": words[:20], "brand": words, "supplier": words,
        "supplier_code": words, "tip": words, "stock": f"-{number}.5" if odd else "7", "unit": "m" if odd else "ea",
        "barcode": f"0{number:02}|X{number:04}", "reorder_at": "0.125" if odd else "3",
        "active": "no" if number == 3 else "",
    }  # fmt: skip


def _customer(number: int, words: str) -> dict[str, str]:
    return {
        "code": f"S{number}", "name": words, "company": words, "notes": f'{words}\n second, "line"\r\n ; third',
        "level": words, "cards": f"K{number:05}|{number:05}", "created_on": "2020-02-29", "tax_exempt_no": words,
        "tax_exempt_until": "2029-12-31", "phone": "+1 202 555 0142" if number else "",
        "birthday": "02-29" if number % 2 else "1960-05-14", "consent": ("yes", "no", "email")[number % 3],
    }  # fmt: skip


def _notes() -> Rows:
    return [
        {
            "customer_code": f"S{number}", "kind": kind, "label": words, "value": words,
            "sku": "000" if kind == "owned" else "",
        }
        for number, words in enumerate(STRANGE)
        for kind in ("owned", "style", "note", "note", "project")
    ]  # fmt: skip


def _entry(number: int, words: str) -> dict[str, str]:
    return {
        "id": f"'{words}{number}", "customer_code": f"S{number}", "at": "2026-11-14T10:44:00+07:00", "channel": words,
        "kind": "order", "text": f"{words}\n{words}", "sku": f"00{number}", "amount": f"-{number}.05",
    }  # fmt: skip


def _sale(number: int, words: str) -> dict[str, str]:
    back = number % 5 == 4
    return {
        "sale_id": f"00{number}", "sold_at": f"2026-0{number % 9 + 1}-03T23:59:59Z", "customer_code": f"S{number}",
        "sku": "", "quantity": "-1" if back else "0.125", "amount": "-2.50" if back else "2.50", "description": words,
        "cashier": words, "store": "north" if number % 2 else "", "project": words,
    }  # fmt: skip


def _balances() -> Rows:
    rows = [
        {
            "customer_code": f"S{number}", "points": str(number * 7 - 20), "store_credit": f"{number}.01",
            "account_balance": f"{50 - number * 9}.10",
        }
        for number in range(len(STRANGE))
    ]  # fmt: skip
    return [*rows, {"customer_code": "", "card": make_code("gift_card", 4711), "card_balance": "30"}]
