"""Sentences, languages and errors: what the rules say and how it reads."""

from __future__ import annotations

import pickle
import re
from datetime import date

import pytest

from pos_app import i18n
from pos_app.domain.message import Amount, Day, Message, Quantity, english, msg, plural_msg
from pos_app.domain.message_codec import decode, encode
from pos_app.errors import MachineError, PosError, UserError


def test_an_error_is_a_code_and_one_english_sentence() -> None:
    error = UserError("underpaid", "Still due: {amount}.", amount="4.50", line=2)
    assert (error.code, str(error), error.line) == ("underpaid", "Still due: 4.50.", 2)
    assert isinstance(error, PosError)
    assert not isinstance(error, MachineError)


def test_an_error_survives_the_way_to_another_process() -> None:
    error = MachineError("disk_full", msg("The disk is full; {kept} is kept.", kept="the sale"), line=7)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.code, str(copy), copy.line) == (MachineError, "disk_full", str(error), 7)


def test_a_line_is_added_once() -> None:
    error = UserError("bad_number", "“{text}” is no number.", text="2,,5").at_line(3)
    assert error.line == 3
    assert error.at_line(9).line == 3


@pytest.mark.parametrize(("count", "sentence"), [(0, "0 lines"), (1, "1 line"), (2, "2 lines")])
def test_plurals(count: int, sentence: str) -> None:
    message = plural_msg("{count} line", "{count} lines", count=count)
    assert english(message) == i18n.text(message) == sentence


def test_messages_nest() -> None:
    inner = msg("last here {days} days ago", days=7)
    outer = msg("{name}, {rhythm}", name="M. {K}", rhythm=inner)
    assert english(outer) == i18n.text(outer) == "M. {K}, last here 7 days ago"


def test_a_plural_needs_its_count() -> None:
    with pytest.raises(ValueError, match="count"):
        Message("{count} line", plural_id="{count} lines")


def test_the_pseudo_locale_lengthens_words_and_leaves_placeholders() -> None:
    i18n.use_language("qps")
    shown = i18n.text(msg("Still due: {amount}, see <b>here</b>.", amount="4.50"))
    assert "4.50" in shown
    assert "<b>" in shown
    assert re.fullmatch(r"\[.*\]", shown)
    assert len(shown) >= 1.4 * len("Still due: , see here.")
    assert "Still" not in shown


def test_a_language_without_catalogue_speaks_english() -> None:
    i18n.use_language("eo")
    assert i18n._("Total") == "Total"
    assert i18n.language() == "eo"


def test_dates_and_amounts_in_sentences_are_written_by_the_language() -> None:
    message = msg("Bought on {day} for {price}.", day=Day(date(2026, 11, 2)), price=Amount(-123456))
    assert i18n.text(message) == "Bought on 2 Nov for −1,234.56."
    assert english(message) == "Bought on 2026-11-02 for -1234.56."
    assert i18n.text(msg("{day}", day=Day(date(2025, 11, 2), year=True))) == "2 Nov 2025"
    assert english(msg("{price}", price=Amount(5, 0))) == "5"
    assert english(msg("{price}", price=Amount(5, 3))) == "0.005"


def test_quantities_in_sentences_are_written_by_the_language() -> None:
    message = msg("{quantity} on the shelf", quantity=Quantity(4_999_000))
    assert i18n.text(message) == "4,999 on the shelf"
    assert english(message) == "4999 on the shelf"
    i18n.use_language("de")
    assert i18n.text(msg("{quantity} m left", quantity=Quantity(1_003_400))) == "1.003,40 m left"
    assert decode(encode(message)) == message
