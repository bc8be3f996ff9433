"""Moving in from another till: products, customers, sales history and balances from files."""

from pos_app.services.importing.columns import KINDS
from pos_app.services.importing.report import ImportReport, Problem
from pos_app.services.importing.run import import_file, import_rows

__all__ = ["KINDS", "ImportReport", "Problem", "import_file", "import_rows"]
