"""Categories as paths: "Plumbing > Traps" is the category Traps in the department Plumbing."""

from sqlalchemy.orm import Session

from pos_app.data.queries import products as queries
from pos_app.services.product_form import category_path


class CategoryTree:
    """The shop's categories in memory; new ones are written as they are asked for.

    A name occurs once in the shop. Where two departments have a category of the same name, the second one
    is kept as "Name (Department)" and is still found by its plain path.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[int, tuple[str, int | None]] = {
            row.id: (row.name, row.parent_id) for row in queries.categories(session)
        }
        self._ids = {(name.casefold(), parent): number for number, (name, parent) in self._rows.items()}
        self._names = {name.casefold() for name, _parent in self._rows.values()}

    def path(self, category_id: int | None) -> str:
        """The path of a category; "" for none."""
        names: list[str] = []
        while category_id is not None and len(names) < len(self._rows):
            name, category_id = self._rows[category_id]
            names.insert(0, name)
        return " > ".join(names)

    def paths(self) -> dict[int, str]:
        """Every category's path."""
        return {number: self.path(number) for number in self._rows}

    def find(self, path: str) -> int | None:
        """The category of a path, None if there is no such path."""
        found: int | None = None
        for name in category_path(path):
            above = self._rows[found][0] if found is not None else ""
            known = self._ids.get((name.casefold(), found))
            found = known or self._ids.get((f"{name} ({above})".casefold(), found))
            if found is None:
                return None
        return found

    def find_or_make(self, path: str) -> int | None:
        """The category of a path, written if it is new; None for an empty path."""
        names = category_path(path)
        found: int | None = None
        for depth in range(len(names)):
            known = self.find(" > ".join(names[: depth + 1]))
            found = known if known is not None else self._make(names[depth], found)
        return found

    def _make(self, name: str, parent: int | None) -> int:
        if name.casefold() in self._names and parent is not None:
            name = f"{name} ({self._rows[parent][0]})"
        number = 2
        unique = name
        while unique.casefold() in self._names:
            unique, number = f"{name} ({number})", number + 1
        category_id = queries.insert_category(self._session, unique[:80], parent)
        self._rows[category_id] = (unique[:80], parent)
        self._ids[(unique[:80].casefold(), parent)] = category_id
        self._names.add(unique.casefold())
        return category_id
