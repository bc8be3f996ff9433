"""Labels and typed words come to one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.data.search.spelling import code_tokens, compact, plain, tokens

SPELLINGS = (
    ("2-1/2in", ("2½″", '2½"', "2 1/2 in", '2-1/2"', "2 1/2 inch", "2 ½ in", "2-½ inches", "2 1⁄2″")),
    ("1/2in", ("½″", '1/2"', "1/2 inch", "½ IN")),
    ("16x25", ("16x25", "16 x 25", "16×25", "16 × 25", "16X25", "16″ × 25″", '16" x 25"')),
    ("16x25x1", ("16x25x1", '16 × 25 × 1"', "16 x 25 x 1 in")),
    ("30x60", ("30 cm x 60 cm", "30x60cm", "30 × 60")),
    ("5mm", ("5 mm", "5mm", "5  MM")),
    ("2.5mm", ("2.5 mm", "2,5 mm", "2,5mm")),
    ("m8x40", ("M8x40", "m8 × 40", "M8 x 40")),
    ("6ft", ("6'", "6 ft", "6 feet", "6′", "6 foot")),
    ("45deg", ("45°", "45 deg")),
    ("10000", ("10,000", "10000")),
    ("10mm", ("Ø 10 mm", "⌀10mm", "10 mm")),
    ("sise cekic", ("Şişe Çekiç", "SISE CEKIC", "şişe çekiç")),
    ("obrien", ("O'Brien", "O’Brien")),
    ("16x", ("16x", "16 x", "16 ×")),
)


@pytest.mark.parametrize(("spelled", "written"), [(s, w) for s, several in SPELLINGS for w in several])
def test_one_spelling(spelled: str, written: str) -> None:
    assert plain(written) == spelled


@pytest.mark.parametrize(
    ("label", "token"),
    [
        ("Deck screw T25 2½″, single", "2.5in"),
        ("Deck screw T25 2½″, single", "2-1/2"),
        ("Cable 2.5 mm", "2-1/2mm"),
        ("Furnace filter 16 × 25 × 1″", "25x1"),
        ("Furnace filter 16 × 25 × 1″", "16"),
        ("M8×40 bolt", "m8"),
        ("M8×40 bolt", "8x40"),
        ("M8 x 1,25 x 40", "8x1.25x40"),
        ("Anne O’Brien", "brien"),
        ("Tuyau d'arrosage 20 m", "arrosage"),
        ("Chiave dell'acqua", "acqua"),
        ("Bit 8mm", "8"),
    ],
)
def test_parts_are_found_too(label: str, token: str) -> None:
    assert token in tokens(label)


def test_a_mark_behind_a_number_or_before_a_single_letter_makes_no_word() -> None:
    assert tokens("Joe's bar") == ("joes", "bar")
    assert set(tokens("6' rope")) == {"6ft", "6", "ft", "rope"}


def test_words_of_scripts_without_blanks_are_found_by_three_signs() -> None:
    assert tokens("สายยาง") == ("สาย", "ายย", "ยยา", "ยาง", "าง", "ง")
    assert tokens("锤子 hammer") == ("锤子", "子", "hammer")


def test_codes() -> None:
    assert compact("A4-12") == "a412"
    assert code_tokens("SCREW-T25") == ("screwt25", "screw", "t25")
    assert code_tokens("") == ()


@given(st.text(max_size=60))
def test_any_text_has_tokens_without_blanks(text: str) -> None:
    for token in tokens(text):
        assert token
        assert not any(c.isspace() for c in token)
    assert plain(text) == plain(text)


@given(st.text("0123456789/x. -½″\"'mincft", max_size=30))
def test_sizes_of_any_shape_do_no_harm(text: str) -> None:
    assert all(tokens(text))
