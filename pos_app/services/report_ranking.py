"""Customers by what they spent in a year: who belongs to the best, and when each of them came."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from sqlalchemy.orm import Session

from pos_app.data.queries import visits as queries
from pos_app.data.queries.visits import Span
from pos_app.domain.segments import high_value_place

_FIRST = 256
# Asking for each by name costs more than reading through all of them.
_MANY = 8192


class Ranking:
    """Those who came since a day, the best by yearly spend first, of equals the lower id.

    Spend is of the days before `upto`; visits are those from `since` to `upto`. Everything is asked for when somebody
    wants it: of most shops' thousands only the first few hundred.
    """

    def __init__(self, session: Session, *, since: str, year_since: str, before: str, upto: str) -> None:
        self._session = session
        self._since, self._upto = since, upto
        self._year_since, self._before = year_since, before

    @cached_property
    def high_from(self) -> int:
        """The least spend of the top fifth of those who spent anything; 1 if nobody did."""
        spenders = len(self._spenders)
        return self._spends[1][high_value_place(spenders) - 1] if spenders else 1

    def best_of(self, customer_ids: Collection[int], most: int) -> list[int]:
        """The best of these, so many at most."""
        wanted = set(customer_ids)
        found = []
        for customer_id in self._spenders:
            if customer_id in wanted:
                found.append(customer_id)
                wanted.discard(customer_id)
            if len(found) == most or not wanted:
                return found
        return (found + self._behind(wanted & self.spans(wanted).keys()))[:most]

    def parts(self) -> Iterator[list[int]]:
        """All of them in their order, a few hundred first, then more and more at once."""
        ahead = self._spenders
        start, many = 0, _FIRST
        while start < len(ahead):
            yield ahead[start : start + many]
            start, many = start + many, 2 * many
        yield self._behind(self._everybody.keys() - set(ahead))

    def spans(self, customer_ids: Collection[int]) -> Mapping[int, Span]:
        """When those of these customers came who did."""
        if len(customer_ids) > _MANY:
            return self._everybody
        return queries.spans_of(self._session, list(customer_ids), self._since, self._upto)

    @cached_property
    def _spends(self) -> tuple[list[int], list[int]]:
        return queries.spends(self._session, self._year_since, self._before)

    @cached_property
    def _spenders(self) -> list[int]:
        """Those who spent anything, the best first."""
        customers, amounts = self._spends
        return customers[: bisect_right(amounts, -1, key=lambda amount: -amount)]

    @cached_property
    def _everybody(self) -> dict[int, Span]:
        return queries.spans(self._session, self._since, self._upto)

    def _behind(self, customer_ids: Collection[int]) -> list[int]:
        """Of those who came, but spent nothing, the order: who brought back for more than they bought comes last."""
        customers, amounts = self._spends
        ahead = len(self._spenders)
        spent = dict(zip(customers[ahead:], amounts[ahead:], strict=True))
        return sorted(customer_ids, key=lambda customer_id: (-spent.get(customer_id, 0), customer_id))
