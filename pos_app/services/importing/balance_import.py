"""Balances from another till: points as opening rows of the ledger, once for each customer.

A customer whose opening row says the same is left alone; one with another figure is a problem, because a row
that is posted is never changed.
"""

from pos_app.data.queries import importing_customers as queries
from pos_app.domain import loyalty
from pos_app.domain.message import msg
from pos_app.errors import UserError
from pos_app.services import settings
from pos_app.services.importing.balances import refresh_balances
from pos_app.services.importing.survey import Cells
from pos_app.services.importing.work import Save, Work, batches
from pos_app.services.post import post

BATCH = 2000
_MOST_POINTS = 10**9


def check(work: Work) -> Save:
    """Note everything wrong; what is returned posts the good balances."""
    with work.desk.db.read() as session:
        codes, openings = queries.all_codes(session), queries.openings(session)
        sums = queries.point_sums(session)
    first_rows: dict[int, int] = {}
    found: list[tuple[int, int, int]] = []
    same: list[int] = []
    cells = Cells(work.survey, work.findings)
    for row, (code, points_text, credit, account) in work.source.rows():
        cells.row = row
        points = cells.number(points_text, 0, "points", msg("Points")) or 0
        if abs(points) > _MOST_POINTS:
            cells.problem("points", UserError("bad_number", "These are too many points."))
        for column, text in (("store_credit", credit), ("account_balance", account)):
            if cells.number(text, 6, column, msg("Amount")):
                cells.problem(column, _not_yet(column))
        customer = codes.get(" ".join(code.split()).upper())
        if customer is None:
            error = UserError(
                "unknown_customer", "There is no customer with the code {code}.", code=code[:40]
            )
            cells.problem("customer_code", error)
        elif first_rows.setdefault(customer, row) != row:
            error = UserError(
                "double", "“{key}” is in row {row} already.", key=code, row=first_rows[customer]
            )
            cells.problem("customer_code", error)
        elif sums.get(customer) == points:
            # Our own export read back, or the same file again: the customer has these points.
            same.append(row)
        elif openings.get(customer, points) != points:
            cells.problem("points", _other_opening(code, openings[customer]))
        else:
            found.append((row, customer, points))
    fresh = [(c, points) for row, c, points in found if work.good(row) and points and c not in openings]
    good = sum(1 for row in same if work.good(row)) + sum(1 for row, _c, _p in found if work.good(row))
    everyone = set(first_rows)
    return lambda write: _save(work, fresh, good - len(fresh), everyone, write)


def _not_yet(column: str) -> UserError:
    if column == "store_credit":
        return UserError("not_supported", "Store credit cannot be taken over yet; leave the cell empty or 0.")
    return UserError("not_supported", "Open accounts cannot be taken over yet; leave the cell empty or 0.")


def _other_opening(code: str, points: int) -> UserError:
    return UserError(
        "id_conflict", "{code} was taken over with {points} points before.", code=code, points=points
    )


def _save(work: Work, fresh: list[tuple[int, int]], same: int, everyone: set[int], write: bool) -> None:
    work.added, work.unchanged = len(fresh), same
    if not write:
        return
    with work.desk.db.read() as session:
        months = settings.cached(session).loyalty.months
    until = loyalty.expires_on(work.desk.business_date(), months)
    expires = until.isoformat() if until else ""
    done = 0
    for batch in batches(fresh, BATCH):
        rows = [
            {"customer_id": customer, "kind": "opening", "points": points, "expires_on": expires}
            for customer, points in batch
        ]
        with work.desk.db.write() as session:
            post(session, work.desk, kind="opening", rows={"point_ledger": rows})
            session.commit()
        done += len(batch)
        work.progress(done, len(fresh))
    # Everyone in the file: an import that was interrupted is put right by the next one.
    refresh_balances(work.desk, everyone)
