"""What the documents claim and a machine can check: columns, an example really priced, links that lead somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pos_app.domain.payment import TENDER_TYPES
from pos_app.services.documents import price_json
from pos_app.services.importing import KINDS

ROOT = Path(__file__).parents[1]
FORMATS = (ROOT / "docs" / "file_formats.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_the_columns_are_those_of_the_import(kind: str) -> None:
    found = re.search(rf"^\| {kind} \| (.+?) \|", FORMATS, re.MULTILINE)
    assert found is not None
    columns = found[1].split(", ")
    assert [column.strip("*") for column in columns] == list(KINDS[kind].columns)
    assert {column.strip("*") for column in columns if "*" in column} == set(KINDS[kind].required)


def test_the_example_is_what_price_answers() -> None:
    block = re.search(r"```json\n(.+?)```", FORMATS, re.DOTALL)
    assert block is not None
    key = {
        "description": "Key",
        "quantity": "2",
        "unit_price": "3.50",
        "taxes": ["TAX"],
        "discount": {"percent": "10"},
    }
    document = {
        "id": "a",
        "tax_definitions": {"TAX": {"kind": "percent", "rate": "5.5"}},
        "lines": [key],
        "discount": {"amount": "1.00"},
        "tenders": [{"type": "cash", "amount": "5.00"}],
    }
    assert price_json(None, document) == json.loads(block[1])


def test_tenders_that_are_named_exist() -> None:
    assert {"cash", "card", "cheque", "transfer"} <= set(TENDER_TYPES)


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))])
def test_links_and_pictures_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    missing = [link for link in links if not ((ROOT / page).parent / link).exists()]
    assert not missing
