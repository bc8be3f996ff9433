"""What goes into a basket: missions, things picked up on the way, and packs where they are the better buy."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from pos_app.services.demo.catalogue import Article
from pos_app.services.demo.tables import WHOLE, Mission, Pick, Tables, step_of

Lines = dict[str, int]  # quantity in thousandths by SKU, in the order of the receipt


class Baskets:
    """Draws baskets from the tables with one stream of chance."""

    def __init__(self, tables: Tables, rng: Random) -> None:
        self._tables = tables
        self._rng = rng

    def mission(self, trade: str, month: int) -> Lines:
        """A basket of somebody of a trade who comes for something in particular."""
        missions, weights = self._tables.missions(trade, month)
        chosen: Mission = self._rng.choices(missions, cum_weights=weights)[0]
        return self.take(chosen.picks)

    def take(self, picks: Iterable[Pick]) -> Lines:
        """The picks that chance takes; at least one."""
        rng, found = self._rng, Lines()
        choice = list(picks)
        for pick in choice:
            if rng.random() * 100 < pick.chance:
                self._add(found, pick)
        if not found:
            self._add(found, max(choice, key=lambda pick: pick.chance))
        return found

    def browse(self, month: int) -> Lines:
        """Something from the shelves, and perhaps a second thing of the same department."""
        article = self.anything(month)
        found = {article.sku: self.quantity(article)}
        while len(found) < 4 and self._rng.random() < 0.42:
            other = self.anything(month, article.category if self._rng.random() < 0.7 else "")
            found.setdefault(other.sku, self.quantity(other))
        return found

    def extras(self, lines: Lines, month: int, chance: float) -> None:
        """Things picked up on the way to the till."""
        while self._rng.random() < chance:
            other = self.anything(month)
            if other.price < 2500:
                lines.setdefault(other.sku, self.quantity(other))

    def anything(self, month: int, category: str = "") -> Article:
        """An article as it sells in that month."""
        articles, weights = self._tables.shelf(month, category)
        return self._rng.choices(articles, cum_weights=weights)[0]

    def quantity(self, article: Article) -> int:
        """A usual quantity of an article, in thousandths."""
        rng = self._rng
        if article.unit == "ft":
            return rng.randint(3, 40) * WHOLE
        step = step_of(article)
        if step != WHOLE:
            return rng.randint(2, 24) * step if article.unit == "m" else rng.randint(1, 6) * max(step, 250)
        if article.pack_of or article.price >= 700:
            return WHOLE * (2 if rng.random() < 0.06 else 1)
        return WHOLE * (rng.randint(2, 16) if article.price < 100 else rng.choice((1, 1, 1, 1, 2, 2, 4)))

    def _add(self, lines: Lines, pick: Pick) -> None:
        article = self._tables.articles[pick.sku]
        if pick.low == pick.high:
            quantity = pick.low
        else:
            step = step_of(article)
            quantity = self._rng.randint(-(-pick.low // step), pick.high // step) * step
        pack = self._tables.packs.get(pick.sku)
        # Whoever needs nearly a box takes the box.
        if pack and quantity * article.price >= pack.price * 900:
            count = max(1, round(quantity / (pack.pack_quantity * WHOLE)))
            lines[pack.sku] = lines.get(pack.sku, 0) + count * WHOLE
        else:
            lines[pick.sku] = lines.get(pick.sku, 0) + quantity
