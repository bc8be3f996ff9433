"""Finding, adding and changing customers; what is noted about them is in `customer_notes`."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data import search as index
from pos_app.data.queries import customers as queries
from pos_app.data.records import Record
from pos_app.domain import people
from pos_app.domain.message import Message, msg
from pos_app.errors import UserError
from pos_app.services import audit, settings
from pos_app.services.changes import Area, Changes
from pos_app.services.customer_notes import (
    add_fact,
    answer_prompt,
    close_project,
    open_project,
    remove_fact,
)
from pos_app.services.desk import Desk
from pos_app.services.person import look_ahead, person, purchases
from pos_app.services.person_json import customer_json
from pos_app.services.person_view import CustomerHit
from pos_app.services.phones import Phone, normalised
from pos_app.services.timeline import contacts, happenings

__all__ = [
    "CustomerForm",
    "CustomerSaved",
    "add_fact",
    "answer_prompt",
    "block_of",
    "close_project",
    "contacts",
    "create",
    "customer_json",
    "get",
    "happenings",
    "initials",
    "look_ahead",
    "open_project",
    "person",
    "purchases",
    "remove_fact",
    "search",
    "update",
]

initials = people.initials
CONSENTS = ("phone", "email", "post")
_PRIVILEGES = ("level", "tax_exempt_no", "tax_exempt_until")
_LIMITS = {"code": 40, "company": 120, "tax_exempt_no": 40, "notes": 2000, "level": 40}


@dataclass(frozen=True, slots=True)
class CustomerForm:
    """What staff fill in. `consent` names channels ("phone email post"); an empty `code` is given by the shop."""

    name: str
    phone: str = ""
    email: str = ""
    birthday: str = ""
    company: str = ""
    consent: str = ""
    notes: str = ""
    code: str = ""
    level: str = ""
    tax_exempt_no: str = ""
    tax_exempt_until: str = ""


@dataclass(frozen=True, slots=True)
class CustomerSaved(Changes):
    """A customer that was written; a notice names another one with the same telephone number."""

    customer_id: int = 0
    code: str = ""


def search(desk: Desk, *, text: str, limit: int = 50) -> list[CustomerHit]:
    """The best customers for part of a name, the end of a phone, a company, a card, a code or a receipt."""
    with desk.db.read() as session:
        if index.ready(session):
            return _hits(session, text, limit)
    with desk.db.write() as session:
        index.ensure(session)
        session.commit()
        return _hits(session, text, limit)


def _hits(session: Session, text: str, limit: int) -> list[CustomerHit]:
    return [CustomerHit(*row) for row in index.search_customers(session, text, limit)]


def get(desk: Desk, *, customer_id: int) -> CustomerForm:
    """The form of a customer as it stands; UserError ``unknown_customer``."""
    with desk.db.read() as session:
        row = _required(session, customer_id)
    return CustomerForm(
        name=row.name,
        phone=row.phone_shown or row.phone,
        email=row.email,
        birthday=row.birthday,
        company=row.company,
        consent=row.consent,
        notes=row.notes,
        code=row.code,
        level=row.level,
        tax_exempt_no=row.tax_exempt_no,
        tax_exempt_until=row.tax_exempt_until,
    )


def create(desk: Desk, *, form: CustomerForm) -> CustomerSaved:
    """A new customer. UserErrors ``name_missing``, ``name_too_long``, ``bad_phone``, ``bad_email``,
    ``bad_birthday``, ``bad_date``, ``text_too_long``, ``code_taken``; the same phone as another is a notice."""
    with desk.db.write() as session:
        values = _checked(session, form)
        values["code"] = values["code"] or _free_code(session)
        if queries.id_by_code(session, values["code"]) is not None:
            raise _code_taken(values["code"])
        values["created_on"] = desk.business_date().isoformat()
        customer_id = queries.insert_customer(session, values)
        _note(session, desk, {}, values)
        index.index_customer(session, customer_id)
        notices = _same_phone(session, values["phone"], customer_id)
        session.commit()
    return _saved(customer_id, values["code"], notices)


def update(desk: Desk, *, customer_id: int, form: CustomerForm) -> CustomerSaved:
    """Change a customer; an empty code keeps the old one. UserErrors as `create`, and ``unknown_customer``."""
    with desk.db.write() as session:
        row = _required(session, customer_id)
        values = _checked(session, form, kept="" if row.phone else row.phone_shown)
        values["code"] = values["code"] or row.code
        if queries.id_by_code(session, values["code"]) not in (None, customer_id):
            raise _code_taken(values["code"])
        queries.update_customer(session, customer_id, values)
        _note(session, desk, {name: getattr(row, name) for name in values}, values)
        index.index_customer(session, customer_id)
        notices = _same_phone(session, values["phone"], customer_id)
        session.commit()
    return _saved(customer_id, values["code"], notices)


def block_of(session: Session, customer_id: int) -> tuple[str, dict[str, Any]]:
    """The hash of the customer's personal block as of now, and the block's row where it is new, else nothing.

    Posted documents refer to a person by this hash alone: SHA-256(salt ‖ block), both as UTF-8 text.
    """
    row = _required(session, customer_id)
    block = json.dumps({"initials": initials(row.name), "name": row.name}, ensure_ascii=False, sort_keys=True)
    known = queries.blocks(session, customer_id).get(block)
    if known:
        return known, {}
    salt = secrets.token_hex(16)
    digest = sha256((salt + block).encode()).hexdigest()
    return digest, {"hash": digest, "customer_id": customer_id, "salt": salt, "block": block}


def _required(session: Session, customer_id: int) -> Record:
    row = queries.by_id(session, customer_id)
    if row is None:
        raise UserError("unknown_customer", "There is no customer number {id}.", id=customer_id)
    return row


def _checked(session: Session, form: CustomerForm, *, kept: str = "") -> dict[str, str]:
    """The form's values as they are stored; `kept` is a telephone number from an import that cannot be read."""
    phone = None
    if form.phone.strip():
        region = settings.cached(session).shop.phone_region
        phone = Phone("", kept) if form.phone.strip() == kept else normalised(form.phone, region)
    values = {
        "name": people.clean_name(form.name),
        "phone": phone.stored if phone else "",
        "phone_shown": phone.shown if phone else "",
        "email": people.clean_email(form.email),
        "birthday": people.clean_birthday(form.birthday),
        "company": " ".join(form.company.split()),
        "consent": " ".join(channel for channel in CONSENTS if channel in form.consent.split()),
        "notes": form.notes.strip(),
        "code": form.code.strip().upper(),
        "level": form.level.strip(),
        "tax_exempt_no": form.tax_exempt_no.strip(),
        "tax_exempt_until": people.clean_date(form.tax_exempt_until),
    }
    for field, most in _LIMITS.items():
        if len(values[field]) > most:
            raise UserError(
                "text_too_long",
                "“{text}…” has more than {most} characters.",
                text=values[field][:20],
                most=most,
            )
    return values


def _note(session: Session, desk: Desk, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Who gave someone a price level or freed them from tax is in the day book; names and numbers are not."""
    was, now = ({name: row[name] for name in _PRIVILEGES if row.get(name)} for row in (before, after))
    act = audit.changed_act("customer_changed", {"customer": after["code"]}, was, now)
    audit.note_all(session, desk, [act] if act else [])


def _same_phone(session: Session, phone: str, customer_id: int) -> tuple[Message, ...]:
    """A notice for every other customer with the phone, at most three."""
    others = queries.others_with_phone(session, phone, customer_id)
    return tuple(
        msg("{name} ({code}) has the same telephone number.", name=row.name, code=row.code)
        for row in others[:3]
    )


def _free_code(session: Session) -> str:
    """The code after the highest; a hundred thousand are read only where the newest are not the highest."""
    code = people.next_code(queries.newest_codes(session))
    taken = queries.id_by_code(session, code) is not None
    return people.next_code(queries.codes(session)) if taken else code


def _code_taken(code: str) -> UserError:
    return UserError("code_taken", "Another customer already has the code {code}.", code=code)


def _saved(customer_id: int, code: str, notices: tuple[Message, ...]) -> CustomerSaved:
    return CustomerSaved(frozenset({Area.CUSTOMER}), (customer_id,), notices, customer_id, code)
