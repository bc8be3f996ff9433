"""Customers to practise with; nobody's names, and numbers that no telephone has."""

from pos_app.services import customers
from pos_app.services.customers import CustomerForm
from pos_app.services.desk import Desk

INVENTED = (
    ("P001", "Alma Example", "+1 202 555 0161", ""),
    ("P002", "Bruno Sample", "+1 202 555 0162", "Sample Plumbing"),
    ("P003", "Clara Rehearsal", "+1 202 555 0163", ""),
    ("P004", "Dario Trial", "+1 202 555 0164", ""),
    ("P005", "Edda Specimen", "+1 202 555 0165", "Specimen Gardens"),
    ("P006", "Femke Practice", "+1 202 555 0166", ""),
)


def invite(desk: Desk) -> None:
    """Put the invented customers into a practice file."""
    for code, name, phone, company in INVENTED:
        customers.create(desk, form=CustomerForm(name=name, phone=phone, company=company, code=code))
