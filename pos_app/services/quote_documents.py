"""Quotes of documents that come as JSON: the same document as for `price`, made into a quote."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pos_app.data.queries import selling
from pos_app.domain.message import msg
from pos_app.domain.payment import settle
from pos_app.domain.tax import Tax
from pos_app.errors import UserError
from pos_app.services import quotes, settings
from pos_app.services.answers import priced_answer
from pos_app.services.desk import Desk
from pos_app.services.document_parsing import parse_document
from pos_app.services.documents import canonical, check_sale, shop_defaults, shop_draft
from pos_app.services.draft_values import Draft
from pos_app.services.drafts import price_draft
from pos_app.services.fingerprint import content_hash
from pos_app.services.quotes import QuoteTerms

_OWN = ("valid_days", "note")
_NOT_USED = ("tenders", "sold_at", "cashier", "approved_by")


def quote_json(desk: Desk, data: Any) -> dict[str, Any]:
    """Make one document a quote of today and answer after the commit; the same id and content answers again.

    ``valid_days`` and ``note`` are its own fields; tenders and times are left out with a warning. UserErrors
    ``not_quotable``, ``bad_days``, ``id_conflict`` and those of `price_json`.
    """
    if not isinstance(data, Mapping):
        raise UserError("bad_document", "A sale document is a JSON object.")
    sent = {name: value for name, value in data.items() if name not in (*_OWN, *_NOT_USED)}
    with desk.db.write() as session:
        shop = settings.load(session)
        parsed = parse_document(sent, shop_defaults(shop))
        check_sale(shop, parsed, sent)
        hash_ = content_hash(canonical(data))
        stored = quotes.stored_answer(session, parsed.id, hash_)
        if stored is not None:
            return stored
        draft = shop_draft(session, parsed, desk.local_now())
        _check_taxes(draft, selling.taxes(session))
        priced = price_draft(session, shop, draft, on=desk.business_date().isoformat())
        unused = (
            msg("A quote does not use the field “{field}”; it was left out.", field=name)
            for name in _NOT_USED
            if data.get(name)
        )
        priced = replace(priced, warnings=(*parsed.warnings, *unused, *priced.warnings))
        answer = priced_answer(priced, settle(priced.priced.total, (), None, draft.currency))
        made = quotes.store_quote(session, desk, shop, priced, _terms(data), hash_=hash_, answer=answer)
        session.commit()
        return dict(made.answer or {})


def _check_taxes(draft: Draft, known: Mapping[str, Tax]) -> None:
    """A quote keeps the codes of taxes: when it is taken, they must mean something in this shop."""
    for number, line in enumerate(draft.lines, 1):
        for tax in line.taxes or ():
            if tax.code not in known:
                raise UserError("unknown_tax", "There is no tax {code}.", line=number, code=tax.code[:20])


def _terms(data: Mapping[str, Any]) -> QuoteTerms:
    days, note = data.get("valid_days"), data.get("note", "")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool)):
        raise UserError("bad_days", "The field valid_days must be a whole number of days.")
    if not isinstance(note, str):
        raise UserError("bad_document", "The field note must be text.")
    return QuoteTerms(days, note)
