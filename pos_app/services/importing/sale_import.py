"""Sales history from another till (kind ``history``): for rhythm, offers and reports, not for stock or the drawer.

A sale is the one with the same `sale_id` and `store`. It gets the number H/… so that it never collides with ours,
moves no stock, has no tenders, and earns points only if asked to. `amount` is what was paid for the line on the side
of the tax that the shop's prices are on (see `sale_values.split`): with taxes added to prices it is the net.

The file is checked once to its end; good sales wait on disk, and are then posted: some thousand lines share one
journal entry and one transaction. An import that was interrupted is finished by starting it again: sales that are
there already are left alone.
"""

import marshal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy.orm import Session

from pos_app.data import search
from pos_app.data.queries import importing_customers as customer_queries
from pos_app.data.queries import importing_sales as queries
from pos_app.data.queries import posting_many
from pos_app.errors import UserError
from pos_app.services.companions import refresh_companions
from pos_app.services.importing.balances import refresh_balances
from pos_app.services.importing.sale_grouping import Scattered, together
from pos_app.services.importing.sale_posting import Ids, Poster, Ready
from pos_app.services.importing.sale_reading import Read, SaleReader
from pos_app.services.importing.sale_values import OWN_STORE, Knowledge, PastSale, Span
from pos_app.services.importing.spool import Spool
from pos_app.services.importing.work import Save, Work, batches, quick_turns
from pos_app.services.products import POPULAR_DAYS

# So many sales, or lines, are one entry of the day book and one transaction.
BATCH, BATCH_LINES = 10_000, 40_000
# A project that nothing was bought for in this time, reckoned from the newest sale, counts as finished.
QUIET_DAYS = 90
_ASKED_AT_ONCE = 500
# From so many sales on it is no accident that all their lines cost the same.
_ENOUGH_SALES = 2

ProjectKey = tuple[int, str]


def check(work: Work) -> Save:
    """Note everything wrong; what is returned posts the good sales."""
    with work.desk.db.read() as session:
        known = Knowledge(session)
    findings = work.findings
    # A row that is no row may be a line of any sale, and no sale may come in without one of its lines.
    findings.broken = findings.broken or findings.malformed
    before = list(findings.problems), findings.count, set(findings.bad_rows)
    found = _Found(work, known)
    try:
        found.look(SaleReader(work, known).sales(work.source.rows()))
    except Scattered:
        findings.problems, findings.count, findings.bad_rows = before
        found = _Found(work, known)
        source, folder = work.source, work.desk.db.path.parent
        rows = together(source.rows(), work.survey.rows, folder, source.progress)
        found.look(SaleReader(work, known).sales(rows, together=True))
    return _Posting(work, known, found).save


class _Found:
    """The good sales of a file that are not there yet, put aside, and what must be known of all of them."""

    def __init__(self, work: Work, known: Knowledge) -> None:
        self._work, self._known = work, known
        self._spool = Spool(work.desk.db.path.parent)
        self.spans: dict[ProjectKey, Span] = {}
        self.customers: set[int] = set()
        self.new = 0
        self.same = 0
        # Sales of several different lines, as long as in each of them every line says the same amount.
        self._level: int | None = 0 if "amount" in work.guessed else None
        self.newest = ""
        # Stores of the file, and whether a sale without one might have the number of a sale of theirs.
        self._stores = set[str]()
        self._slashed = False

    def look(self, read: Iterator[Read]) -> None:
        """Go through the file. UserError ``open_column`` where a guessed amount is the sale's total on each line."""
        waiting: list[tuple[list[int], PastSale]] = []
        for rows, sale in read:
            if sale is None:
                self._work.findings.bad_rows.update(rows)
                continue
            waiting.append((rows, sale))
            if self._level is not None and len(rows) > 1:
                self._compare(sale)
            if len(waiting) == _ASKED_AT_ONCE:
                self._settle(waiting)
                waiting = []
        self._settle(waiting)
        if self._level is not None and self._level >= _ENOUGH_SALES:
            raise UserError(
                "open_column",
                "In every sale all lines have the same amount: that column looks like the total of the sale. Say which "
                "column has the amount of a line (theirs=amount).",
            )
        if self._stores and self._slashed:
            self._check_numbers()

    def _check_numbers(self) -> None:
        """UserError ``same_number``: sale X/1 without a store, and sale 1 of the store X."""
        numbers = dict[str, PastSale]()
        for sale in (sale for part in self.sales() for sale in part):
            if sale.store or sale.sale_id.partition("/")[0] in self._stores:
                other = numbers.setdefault(sale.number, sale)
                if other is not sale:
                    raise UserError(
                        "same_number",
                        "The sales “{one}” and “{other}” would both get the number {number}: say their stores.",
                        one=other.sale_id,
                        other=sale.sale_id,
                        number=sale.number,
                    )

    def _compare(self, sale: PastSale) -> None:
        """Note whether a sale's lines of different goods or quantities all come to the same."""
        if self._level is not None and len({line[:2] for line in sale.lines}) > 1:
            self._level = self._level + 1 if len({line[2] for line in sale.lines}) == 1 else None

    def sales(self) -> Iterator[list[PastSale]]:
        """The sales to post, some hundred at a time."""
        for part in self._spool.read():
            yield [PastSale._make(sale) for sale in marshal.loads(part)]

    def _settle(self, waiting: list[tuple[list[int], PastSale]]) -> None:
        """Sort out which of these sales are there already."""
        there, own, numbered = self._there([sale for _rows, sale in waiting])
        new = []
        for rows, sale in waiting:
            before = there.get(sale.document_id)
            if sale.store in ("", OWN_STORE) and own.get(sale.sale_id) == sale.sold_at:
                # A sale of this very shop that was exported: its number at its second.
                self.same += 1
            elif before is None and numbered.get(sale.number, sale.document_id) != sale.document_id:
                error = UserError(
                    "id_conflict",
                    "Another sale has the number {number} already: say the store of sale {id}.",
                    number=sale.number,
                    id=sale.sale_id,
                )
                self._work.findings.add(rows[0], "sale_id", error)
                self._work.findings.bad_rows.update(rows)
                continue
            elif before is None:
                new.append(tuple(sale))
            elif before in ("", self._known.content_hash(sale)):
                self.same += 1
            else:
                self._work.findings.add(
                    rows[0],
                    "sale_id",
                    UserError(
                        "id_conflict", "Sale {id} was taken over before with other content.", id=sale.sale_id
                    ),
                )
                self._work.findings.bad_rows.update(rows)
                continue
            self._note(sale)
        self.new += len(new)
        if new:
            self._spool.write(marshal.dumps(new))

    def _there(self, sales: list[PastSale]) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
        """What the shop has of these: content by document id, time of its own by number, and document id by those
        numbers that could be two sales'."""
        if not self._known.last_sale or not sales:
            return {}, {}, {}
        with self._work.desk.db.read() as session:
            there = queries.imported(session, [sale.document_id for sale in sales])
            own = queries.own_sales(
                session, [sale.sale_id for sale in sales if sale.store in ("", OWN_STORE)]
            )
            either = [sale.number for sale in sales if sale.store or "/" in sale.sale_id]
            return there, own, queries.numbered(session, either) if either else {}

    def _note(self, sale: PastSale) -> None:
        self.newest = max(self.newest, sale.day)
        if sale.store:
            self._stores.add(sale.store)
        elif "/" in sale.sale_id:
            self._slashed = True
        if sale.customer_id is not None:
            self.customers.add(sale.customer_id)
            if sale.project:
                key = (sale.customer_id, sale.project.lower())
                self.spans[key] = self.spans.get(key, Span(sale.day, sale.day)).with_day(sale.day)


class _Posting:
    """Posts what was found."""

    def __init__(self, work: Work, known: Knowledge, found: _Found) -> None:
        self._work, self._known, self._found = work, known, found
        self._last_sale = known.last_sale
        self._poster = Poster(work.desk, known, earn_points=work.earn_points)

    def save(self, write: bool) -> None:
        """Post the sales, or only count them."""
        work = self._work
        work.unchanged = self._found.same
        if not write:
            work.added = self._found.new
            return
        with work.desk.db.read() as session:
            first = self._poster.following(session)
        batches_of_sales = self._batches()
        # While a batch is written, which leaves the interpreter alone, this one thread prepares the next. It never
        # touches the database; what goes wrong in it is raised here, and what goes wrong here ends it.
        with quick_turns(), ThreadPoolExecutor(1, "past-sales") as beside:
            coming = beside.submit(self._prepare, batches_of_sales, first)
            while (ready := coming.result()) is not None:
                coming = beside.submit(self._prepare, batches_of_sales, ready.after(first))
                first = self._post(ready)
        self._finish()

    def _batches(self) -> Iterator[list[PastSale]]:
        """The sales of one transaction each."""
        batch: list[PastSale] = []
        lines = 0
        most, most_lines = self._work.size(BATCH), self._work.size(BATCH_LINES)
        for part in self._found.sales():
            for sale in part:
                batch.append(sale)
                lines += len(sale.lines)
                if len(batch) >= most or lines >= most_lines:
                    yield batch
                    batch, lines = [], 0
        if batch:
            yield batch

    def _prepare(self, batches_of_sales: Iterator[list[PastSale]], first: Ids) -> Ready | None:
        """The next batch, its rows to begin with these ids; None behind the last."""
        batch = next(batches_of_sales, None)
        if batch is None:
            return None
        projects = [
            self._known.projects.get(_project_key(sale), (None,))[0] for sale in batch if sale.project
        ]
        if None in projects:
            return self._poster.prepare(batch, None, first)
        numbers = iter(projects)
        return self._poster.prepare(batch, [next(numbers) if sale.project else None for sale in batch], first)

    def _post(self, ready: Ready) -> Ids:
        """Write a batch; the ids behind it."""
        work = self._work
        with work.desk.db.write() as session:
            posting_many.widen_cache(session)
            batch = self._still_new(session, ready.sales)
            projects = [self._project(session, sale) if sale.project else None for sale in batch]
            first = self._poster.following(session)
            if batch is not ready.sales or first != ready.first:
                # Somebody sold or imported since it was prepared.
                ready = self._poster.prepare(batch, projects, first)
            self._poster.post(session, ready, projects)
            session.commit()
            self._last_sale += len(batch)
        work.added += len(batch)
        work.progress(work.added + work.unchanged - self._found.same, self._found.new)
        return ready.following

    def _still_new(self, session: Session, batch: list[PastSale]) -> list[PastSale]:
        """Without the sales that somebody else took over since the file was looked at."""
        last = queries.last_sale(session)
        if last == self._last_sale:
            return batch
        self._last_sale = last
        there: set[str] = set()
        for part in batches(batch, _ASKED_AT_ONCE):
            there.update(queries.imported(session, [sale.document_id for sale in part]))
        self._work.unchanged += len(there)
        return [sale for sale in batch if sale.document_id not in there]

    def _project(self, session: Session, sale: PastSale) -> int:
        """The customer's project of that name, made with the dates of its sales if it is new."""
        key = _project_key(sale)
        known = self._known.projects.get(key)
        if known is not None:
            return known[0]
        span = self._found.spans[key]
        values = {
            "customer_id": key[0],
            "name": sale.project,
            "note": "",
            "opened_on": span.first,
            "closed_on": span.last if span.quiet(self._found.newest, QUIET_DAYS) else "",
        }
        number = customer_queries.insert_project(session, values)
        self._known.projects[key] = (number, span.first)
        return number

    def _finish(self) -> None:
        """Bring what is reckoned from sales up to date, also after an import that was interrupted."""
        desk = self._work.desk
        refresh_balances(desk, self._found.customers)
        since = (desk.business_date() - timedelta(days=POPULAR_DAYS)).isoformat()
        with desk.db.write() as session:
            posting_many.narrow_cache(session)
            search.ensure(session)
            search.refresh_popularity(session, since)
            search.refresh_visits(session)
            session.commit()
        # The same file again changes none of them; what one killed at its very end left out, the next start counts.
        if self._work.added:
            refresh_companions(desk)


def _project_key(sale: PastSale) -> ProjectKey:
    assert sale.customer_id is not None
    return sale.customer_id, sale.project.lower()
