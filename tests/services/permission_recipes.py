"""How each service function that writes is really called, and which permission it asks for.

A rule's name is ``module.function``, with ``#case`` where the same function asks for something else, or for nothing.
`given` prepares the shop as the owner and hands on what `act` needs; `act` is the call itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pos_app.domain.message import msg
from pos_app.domain.payment import Tender
from pos_app.domain.permissions import Permission
from pos_app.services import (
    approvals,
    audit_search,
    backups,
    blind_returns,
    cart_changes,
    cart_gift_cards,
    cart_returns,
    carts,
    clock_watch,
    companions,
    credits,
    customer_notes,
    customers,
    documents,
    drawer,
    explaining,
    explanation_printing,
    exporting,
    holding,
    overrides,
    pins,
    print_jobs,
    products,
    promotions,
    quote_documents,
    quote_printing,
    quote_taking,
    quotes,
    refund_documents,
    restoring,
    reversing,
    sales,
    settings,
    settings_file,
    sign_in,
    staff,
    synonyms,
    till_closing,
    till_counts,
    till_printing,
    till_reports,
    tills,
    upkeep,
)
from pos_app.services.backups import BackupFailure
from pos_app.services.importing import KINDS, balances, import_file, import_rows, matching, resuming
from pos_app.services.importing.mapping import match
from pos_app.services.promotion_form import PromotionForm
from tests.services.permission_shop import (
    PIN,
    Rule,
    coupon,
    csv_file,
    dear_line,
    everyone,
    fact,
    held,
    later,
    line,
    project,
    promotion,
    proposed,
    quote,
    receipt,
    reward,
    taken_coupon,
    used_reward,
)

P = Permission
SALE = {"lines": [{"sku": "PTRAP", "quantity": "1"}], "tenders": [{"type": "cash", "amount": "20.00"}]}
FORM = PromotionForm(sku="PTRAP", percent=100_000)
HALF = 500_000

SELLING: dict[str, Rule] = {
    "carts.scan": everyone(lambda d, m, a: carts.scan(d, code="PTRAP")),
    "carts.add_product": everyone(lambda d, m, a: carts.add_product(d, product_id=5)),
    "carts.add_custom": everyone(lambda d, m, a: carts.add_custom(d, description="Cut", unit_price=1_000_000)),
    "carts.set_quantity": everyone(lambda d, m, a: carts.set_quantity(d, line_id=m, quantity=2000), line),
    "carts.set_quantity#at a price by hand": Rule(
        P.PRICE_OVERRIDE, lambda d, m, a: carts.set_quantity(d, line_id=m, quantity=2000, approval=a), dear_line
    ),
    "carts.change_quantity": everyone(lambda d, m, a: carts.change_quantity(d, line_id=m, by=1000), line),
    "carts.change_quantity#at a price by hand": Rule(
        P.PRICE_OVERRIDE, lambda d, m, a: carts.change_quantity(d, line_id=m, by=1000, approval=a), dear_line
    ),
    "carts.remove_line": everyone(lambda d, m, a: carts.remove_line(d, line_id=m), line),
    "carts.select_line": everyone(lambda d, m, a: carts.select_line(d, line_id=m), line),
    "carts.total_shown": everyone(lambda d, m, a: carts.total_shown(d, total=716), line),
    "carts.take_pack": everyone(
        lambda d, m, a: carts.take_pack(d, line_id=m),
        lambda d: carts.add_product(d, product_id=3, quantity=200_000) and carts.current(d).lines[0].id,
    ),
    "carts.discount_line": everyone(
        lambda d, m, a: carts.discount_line(d, line_id=m, percent=50_000, approval=a), line
    ),
    "carts.discount_line#over the limit": Rule(
        P.DISCOUNT_OVER_LIMIT,
        lambda d, m, a: carts.discount_line(d, line_id=m, percent=HALF, approval=a),
        line,
    ),
    "carts.discount_cart": everyone(
        lambda d, m, a: carts.discount_cart(d, percent=50_000, reason="regular", approval=a), line
    ),
    "carts.discount_cart#over the limit": Rule(
        P.DISCOUNT_OVER_LIMIT, lambda d, m, a: carts.discount_cart(d, percent=HALF, approval=a), line
    ),
    "overrides.set_price": Rule(
        P.PRICE_OVERRIDE, lambda d, m, a: overrides.set_price(d, line_id=m, unit_price=1_000_000, approval=a), line
    ),
    "carts.set_customer": everyone(lambda d, m, a: carts.set_customer(d, customer_id=1)),
    "carts.set_project": everyone(lambda d, m, a: carts.set_project(d, project_id=m), project),
    "carts.use_reward": everyone(lambda d, m, a: carts.use_reward(d, reward="R5"), reward),
    "carts.drop_reward": everyone(lambda d, m, a: carts.drop_reward(d, reward="R5"), used_reward),
    "carts.add_coupon": everyone(lambda d, m, a: carts.add_coupon(d, code=m), coupon),
    "carts.drop_coupon": everyone(
        lambda d, m, a: carts.drop_coupon(d, code=m),
        taken_coupon,
    ),
    "carts.add_return": everyone(
        lambda d, m, a: carts.add_return(d, receipt=m, line=1, quantity=1000), receipt
    ),
    "carts.add_return#late": Rule(
        P.LATE_RETURN,
        lambda d, m, a: carts.add_return(later(d, 60), receipt=m, line=1, quantity=1000, approval=a),
        receipt,
    ),
    "cart_returns.add_returns": everyone(
        lambda d, m, a: cart_returns.add_returns(d, back=[(m, 1, 1000)]), receipt
    ),
    "cart_returns.add_returns#late": Rule(
        P.LATE_RETURN,
        lambda d, m, a: cart_returns.add_returns(later(d, 60), back=[(m, 1, 1000)], approval=a),
        receipt,
    ),
    "blind_returns.add_blind_return": Rule(
        P.BLIND_RETURN,
        lambda d, m, a: blind_returns.add_blind_return(d, product_id=1, quantity=1000, approval=a),
    ),
    "cart_gift_cards.add_gift_card": everyone(lambda d, m, a: cart_gift_cards.add_gift_card(d, amount=2_000)),
    "cart_changes.change_cart": everyone(
        lambda d, m, a: cart_changes.change_cart(d, lambda _session, _cart: None), line
    ),
    "holding.hold": everyone(lambda d, m, a: holding.hold(d), line),
    "holding.resume": everyone(lambda d, m, a: holding.resume(d, cart_id=m), held),
    "holding.clear": everyone(lambda d, m, a: holding.clear(d), line),
    "sales.complete_cart": everyone(
        lambda d, m, a: sales.complete_cart(d, tenders=[Tender("cash", 2_000)]), line
    ),
    "reversing.reverse_sale": Rule(
        P.REVERSE_SALE, lambda d, m, a: reversing.reverse_sale(d, number=m, approval=a), receipt
    ),
    "documents.sell_json": everyone(lambda d, m, a: documents.sell_json(d, SALE)),
    "refund_documents.refund_json": everyone(
        lambda d, m, a: refund_documents.refund_json(d, {"of": m}), receipt
    ),
    "quotes.make_quote": everyone(lambda d, m, a: quotes.make_quote(d), line),
    "quote_documents.quote_json": everyone(
        lambda d, m, a: quote_documents.quote_json(d, {"lines": SALE["lines"]})
    ),
    "quote_printing.queue_quote": everyone(
        lambda d, m, a: quote_printing.queue_quote(d, number=m), quote
    ),
    "quote_taking.take_quote": everyone(lambda d, m, a: quote_taking.take_quote(d, number=m), quote),
    "quote_taking.take_quote#expired": Rule(
        P.EXPIRED_QUOTE, lambda d, m, a: quote_taking.take_quote(later(d, 60), number=m, approval=a), quote
    ),
}  # fmt: skip

TILL: dict[str, Rule] = {
    "tills.open_till": Rule(
        P.OPEN_TILL,
        lambda d, m, a: tills.open_till(d, amount=5_000, approval=a),
        lambda d: till_closing.close_till(d, counted=10_000),
    ),
    "tills.cash_in": Rule(
        P.CASH_IN, lambda d, m, a: tills.cash_in(d, amount=500, reason="change", approval=a)
    ),
    "tills.cash_out": Rule(
        P.CASH_OUT, lambda d, m, a: tills.cash_out(d, amount=500, reason="milk", approval=a)
    ),
    "till_counts.put": Rule(
        P.CLOSE_TILL, lambda d, m, a: till_counts.put(d, value=100, pieces=3, approval=a)
    ),
    "till_counts.open_drawer": Rule(P.CLOSE_TILL, lambda d, m, a: till_counts.open_drawer(d, approval=a)),
    "till_counts.start_again": Rule(
        P.CLOSE_TILL,
        lambda d, m, a: till_counts.start_again(d, approval=a),
        lambda d: till_counts.put(d, value=100, pieces=3),
    ),
    "till_closing.close_till": Rule(
        P.CLOSE_TILL, lambda d, m, a: till_closing.close_till(d, counted=10_000, approval=a)
    ),
    "till_closing.close_automatic": everyone(lambda d, m, a: till_closing.close_automatic(d)),
    "till_reports.x_report": Rule(P.VIEW_X, lambda d, m, a: till_reports.x_report(d, approval=a)),
    "till_reports.open_reports": Rule(P.VIEW_X, lambda d, m, a: till_reports.open_reports(d, approval=a)),
    "backups.note_failure": everyone(
        lambda d, m, a: backups.note_failure(d, failure=BackupFailure(Path("gone"), msg("It is gone.")))
    ),
    "till_printing.queue_x": everyone(
        lambda d, m, a: till_printing.queue_x(d, report=m), lambda d: till_reports.x_report(d)
    ),
    "till_printing.queue_z": everyone(lambda d, m, a: till_printing.queue_z(d, number=1)),
    "drawer.open_drawer": Rule(P.OPEN_DRAWER, lambda d, m, a: drawer.open_drawer(d, approval=a)),
    "clock_watch.note_jump": everyone(
        lambda d, m, a: clock_watch.note_jump(
            d, jump=clock_watch.Jump(d.clock(), d.clock() - timedelta(days=1))
        )
    ),
    "print_jobs.queue_copy": everyone(lambda d, m, a: print_jobs.queue_copy(d, number=m), receipt),
    "print_jobs.retry_failed": everyone(lambda d, m, a: print_jobs.retry_failed(d)),
    "print_jobs.run_waiting": everyone(lambda d, m, a: print_jobs.run_waiting(d)),
    "explanation_printing.queue_explanation": everyone(
        lambda d, m, a: explanation_printing.queue_explanation(d, explanation=m),
        lambda d: explaining.explain_sale(d, number=receipt(d)),
    ),
}  # fmt: skip

SHOP: dict[str, Rule] = {
    "products.create": everyone(
        lambda d, m, a: products.create(d, form=products.ProductForm(name="New thing", price=10_000))
    ),
    "products.update": Rule(
        P.CHANGE_PRODUCTS,
        lambda d, m, a: products.update(d, product_id=5, form=m, approval=a),
        lambda d: replace(products.get(d, product_id=5), price=1),
    ),
    "products.add_barcode": Rule(
        P.CHANGE_PRODUCTS,
        lambda d, m, a: products.add_barcode(d, product_id=5, barcode="036000291452", approval=a),
    ),
    "products.search": everyone(lambda d, m, a: products.search(d, text="trap")),
    "synonyms.missed": everyone(lambda d, m, a: synonyms.missed(d, words="tap washer")),
    "synonyms.take": Rule(
        P.CHANGE_PRODUCTS,
        lambda d, m, a: synonyms.take(d, words=m, product_id=5, approval=a),
        lambda d: proposed(d, 5),
    ),
    "synonyms.refuse": Rule(
        P.CHANGE_PRODUCTS,
        lambda d, m, a: synonyms.refuse(d, words=m, product_id=5, approval=a),
        lambda d: proposed(d, 5),
    ),
    "products.refresh_popularity": everyone(lambda d, m, a: products.refresh_popularity(d)),
    "promotions.add": Rule(P.CHANGE_PROMOTIONS, lambda d, m, a: promotions.add(d, form=FORM, approval=a)),
    "promotions.change": Rule(
        P.CHANGE_PROMOTIONS,
        lambda d, m, a: promotions.change(d, code=m, form=replace(FORM, percent=200_000), approval=a),
        promotion,
    ),
    "promotions.end": Rule(
        P.CHANGE_PROMOTIONS, lambda d, m, a: promotions.end(d, code=m, approval=a), promotion
    ),
    "promotions.remove": Rule(
        P.CHANGE_PROMOTIONS, lambda d, m, a: promotions.remove(d, code=m, approval=a), promotion
    ),
    "customers.create": everyone(
        lambda d, m, a: customers.create(d, form=customers.CustomerForm(name="Pat Example"))
    ),
    "customers.update": everyone(
        lambda d, m, a: customers.update(d, customer_id=1, form=customers.CustomerForm(name="Maria K."))
    ),
    "customers.search": everyone(lambda d, m, a: customers.search(d, text="maria")),
    "customer_notes.add_fact": everyone(lambda d, m, a: fact(d)),
    "customer_notes.remove_fact": everyone(
        lambda d, m, a: customer_notes.remove_fact(d, customer_id=1, fact_id=m), fact
    ),
    "customer_notes.open_project": everyone(
        lambda d, m, a: customer_notes.open_project(d, customer_id=1, name="Shed")
    ),
    "customer_notes.close_project": everyone(
        lambda d, m, a: customer_notes.close_project(d, customer_id=1, project_id=m), project
    ),
    "customer_notes.answer_prompt": everyone(
        lambda d, m, a: customer_notes.answer_prompt(d, customer_id=1, key="project:1", answer="yes")
    ),
    "credits.rebuild": everyone(lambda d, m, a: credits.rebuild(d)),
    "companions.refresh_companions": everyone(lambda d, m, a: companions.refresh_companions(d)),
    "upkeep.count_anew": everyone(lambda d, m, a: upkeep.count_anew(d)),
    "importing.balances.refresh_balances": everyone(lambda d, m, a: balances.refresh_balances(d, {1})),
}  # fmt: skip

OWNING: dict[str, Rule] = {
    "settings.set_setting": Rule(
        P.CHANGE_SETTINGS,
        lambda d, m, a: settings.set_setting(d, key="shop.name", value="Mine", approval=a),
    ),
    "settings.set_setting#people": Rule(
        P.CHANGE_STAFF,
        lambda d, m, a: settings.set_setting(d, key="staff.dana.role", value="owner", approval=a),
    ),
    "settings.set_settings": Rule(
        P.CHANGE_SETTINGS,
        lambda d, m, a: settings.set_settings(d, values={"shop.name": "Mine", "ui.theme": "dark"}, approval=a),
    ),
    "settings.change_settings": Rule(
        P.CHANGE_SETTINGS,
        lambda d, m, a: settings.change_settings(d, {"tax": {"TAX": {"rate": "0"}}}, approval=a),
    ),
    "settings_file.import_toml": Rule(
        P.CHANGE_SETTINGS,
        lambda d, m, a: settings_file.import_toml(d, text='[shop]\nname = "Mine"\n', approval=a),
    ),
    "staff.add": Rule(P.CHANGE_STAFF, lambda d, m, a: staff.add(d, name="Kit", role="owner", approval=a)),
    "staff.change": Rule(
        P.CHANGE_STAFF, lambda d, m, a: staff.change(d, staff_code="dana", role="owner", approval=a)
    ),
    "staff.lock": Rule(P.CHANGE_STAFF, lambda d, m, a: staff.lock(d, staff_code="dana", approval=a)),
    "staff.unlock": Rule(
        P.CHANGE_STAFF,
        lambda d, m, a: staff.unlock(d, staff_code="dana", approval=a),
        lambda d: staff.lock(d, staff_code="dana"),
    ),
    "pins.set_pin": Rule(P.SET_PIN, lambda d, m, a: pins.set_pin(d, staff_code="mo", pin="1111", approval=a)),
    "pins.recover_pin": everyone(
        lambda d, m, a: pins.recover_pin(d, staff_code="owner", code=m, pin="1111"),
        lambda d: pins.set_pin(d, staff_code="owner", pin=PIN).recovery_code,
    ),
    "pins.recover_by_files": Rule(
        None,
        lambda d, m, a: pins.recover_by_files(d, staff_code="owner", pin="1111"),
        refused="not_here",
    ),
    "sign_in.sign_in": everyone(lambda d, m, a: sign_in.sign_in(d, staff_code="dana", pin="")),
    "approvals.allowed": Rule(P.EXPORT_DATA, lambda d, m, a: approvals.allowed(d, P.EXPORT_DATA, a)),
    "audit_search.search": Rule(P.VIEW_AUDIT, lambda d, m, a: audit_search.search(d, approval=a)),
    "audit_search.viewer": Rule(P.VIEW_AUDIT, lambda d, m, a: audit_search.viewer(d, approval=a)),
    "exporting.export": Rule(
        P.EXPORT_DATA,
        lambda d, m, a: exporting.export(d, kind="customers", folder=d.db.path.parent / "out", approval=a),
    ),
    "exporting.note_export": everyone(
        lambda d, m, a: exporting.note_export(d, what="customers", folder=Path("out"))
    ),
    # What they keep is how far an import came and how its file was read; they are called where it was allowed.
    "importing.resuming.begun": everyone(
        lambda d, m, a: (
            resuming.begun(d, kind="products", path=m, options=resuming.Options({}), rows=1)
            .__enter__()
            .end("done")
        ),
        csv_file,
    ),
    "importing.resuming.forget": everyone(lambda d, m, a: resuming.forget(d, run_id=1)),
    "importing.matching.remember": everyone(
        lambda d, m, a: matching.remember(d, match(KINDS["products"], ["Preis"], []), told=True)
    ),
    "importing.run.import_file": Rule(
        P.IMPORT_DATA,
        lambda d, m, a: import_file(d, kind="products", path=m, approval=a),
        csv_file,
    ),
    "importing.run.import_file#tried": everyone(
        lambda d, m, a: import_file(d, kind="products", path=m, dry_run=True), csv_file
    ),
    "importing.run.import_rows": Rule(
        P.IMPORT_DATA,
        lambda d, m, a: import_rows(
            d, kind="products", rows=[{"sku": "NEW-1", "name": "New", "price": "1"}], approval=a
        ),
    ),
    "restoring.authorise": Rule(P.RESTORE, lambda d, m, a: restoring.authorise(d, approval=a)),
}  # fmt: skip

RULES = {**SELLING, **TILL, **SHOP, **OWNING}
