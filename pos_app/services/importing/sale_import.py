"""Sales history from another till (kind ``history``): for rhythm, offers and reports, not for stock or the drawer.

A sale is the one with the same `sale_id` and `store`. It gets the number H/… so that it never collides with ours,
moves no stock, has no tenders, and earns points only if asked to. `amount` is what was paid for the line on the side
of the tax that the shop's prices are on (see `sale_values.split`): with taxes added to prices it is the net.

Up to 1,500 sales share one journal entry and one transaction. An import that was interrupted is finished by starting
it again: sales that are there already are left alone.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from pos_app.data import search
from pos_app.data.queries import importing_customers as customer_queries
from pos_app.errors import UserError
from pos_app.services.companions import refresh_companions
from pos_app.services.importing.balances import refresh_balances
from pos_app.services.importing.sale_posting import post_sales
from pos_app.services.importing.sale_reading import SaleReader
from pos_app.services.importing.sale_values import Knowledge, PastSale
from pos_app.services.importing.work import Save, Work
from pos_app.services.products import POPULAR_DAYS

BATCH = 1500
# A project that nothing was bought for in this time, reckoned from the newest sale, counts as finished.
QUIET_DAYS = 90
KEPT_ROWS = 200_000

ProjectKey = tuple[int, str]


def check(work: Work) -> Save:
    """Note everything wrong; what is returned posts the good sales."""
    with work.desk.db.read() as session:
        known = Knowledge(session)
    importing = _SaleImport(work, known)
    importing.check()
    return importing.save


class _SaleImport:
    def __init__(self, work: Work, known: Knowledge) -> None:
        self._work, self._known = work, known
        self._reader = SaleReader(work, known)
        self._spans: dict[ProjectKey, tuple[date, date]] = {}
        self._customers: set[int] = set()
        self._new = 0
        self._same = 0
        self._newest = date.min
        # The sales to post, unless they are too many to keep; then the file is read once more.
        self._kept: list[PastSale] | None = [] if work.survey.rows <= KEPT_ROWS else None

    def check(self) -> None:
        findings = self._work.findings
        # A row that is no row may be a line of any sale, and no sale may come in without one of its lines.
        findings.broken = findings.broken or findings.malformed
        for sale in self._reader.sales(checking=True):
            before = self._known.imported.get(sale.document_id)
            if self._known.is_own(sale):
                before = sale.content_hash()
            good = all(self._work.good(row) for row in sale.rows)
            if good and before is not None and before != sale.content_hash():
                text = "Sale {id} was taken over before with other content."
                findings.add(sale.rows[0], "sale_id", UserError("id_conflict", text, id=sale.sale_id))
                good = False
            if not good:
                findings.bad_rows.update(sale.rows)
                continue
            if before is None and self._kept is not None:
                self._kept.append(sale)
            self._new += before is None
            self._same += before is not None
            self._note(sale)

    def _note(self, sale: PastSale) -> None:
        if sale.day is None:
            return
        self._newest = max(self._newest, sale.day)
        if sale.customer_id is not None:
            self._customers.add(sale.customer_id)
            if sale.project:
                key = (sale.customer_id, sale.project.lower())
                first, last = self._spans.get(key, (sale.day, sale.day))
                self._spans[key] = (min(first, sale.day), max(last, sale.day))

    def save(self, write: bool) -> None:
        work = self._work
        work.unchanged = self._same
        if not write:
            work.added = self._new
            return
        batch: list[PastSale] = []
        for sale in self._to_post():
            batch.append(sale)
            if len(batch) == BATCH:
                self._post(batch)
                batch = []
        if batch:
            self._post(batch)
        self._finish()

    def _to_post(self) -> Iterable[PastSale]:
        if self._kept is not None:
            return self._kept
        read = self._reader.sales(checking=False)
        return (s for s in read if s.document_id not in self._known.imported and not self._known.is_own(s))

    def _post(self, batch: list[PastSale]) -> None:
        work = self._work
        with work.desk.db.write() as session:
            projects = {id(sale): self._project(session, sale) for sale in batch if sale.project}
            post_sales(session, work.desk, self._known, batch, projects, earn_points=work.earn_points)
            session.commit()
        work.added += len(batch)
        work.progress(work.added, self._new)

    def _project(self, session: Session, sale: PastSale) -> int:
        """The customer's project of that name, made with the dates of its sales if it is new."""
        assert sale.customer_id is not None
        key = (sale.customer_id, sale.project.lower())
        known = self._known.projects.get(key)
        if known is not None:
            return known[0]
        first, last = self._spans[key]
        closed = self._newest - last > timedelta(days=QUIET_DAYS)
        values = {
            "customer_id": sale.customer_id,
            "name": sale.project,
            "note": "",
            "opened_on": first.isoformat(),
            "closed_on": last.isoformat() if closed else "",
        }
        number = customer_queries.insert_project(session, values)
        self._known.projects[key] = (number, first.isoformat())
        return number

    def _finish(self) -> None:
        """Bring what is reckoned from sales up to date, also after an import that was interrupted."""
        desk = self._work.desk
        refresh_balances(desk, self._customers)
        since = (desk.business_date() - timedelta(days=POPULAR_DAYS)).isoformat()
        with desk.db.write() as session:
            search.ensure(session)
            search.refresh_popularity(session, since)
            session.commit()
        refresh_companions(desk)
