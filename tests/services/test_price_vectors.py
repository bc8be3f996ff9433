"""The cases of other systems (see `source` in each) come out as those systems say, through the JSON service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pos_app.services.documents import price_json

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "price_cases.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    answer = price_json(None, case["document"])
    expected = dict(case["expected"])
    if "taxes" in expected:
        assert [tax["amount"] for tax in answer["taxes"]] == expected.pop("taxes")
    assert {name: answer[name] for name in expected} == expected
