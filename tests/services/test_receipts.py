"""Stored receipts come back as they were printed, and print jobs wait, fail and are kept."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.__main__ import main
from pos_app.domain.message import english
from pos_app.domain.receipt import from_plain, to_plain
from pos_app.errors import PosError, UserError
from pos_app.services import print_jobs, receipts
from pos_app.services.desk import Desk
from pos_app.services.settings import set_setting
from tests.printing.examples import EXEMPT
from tests.services.books_kit import busy_shop, copy_of, desk_on, new_shop, refund, sell
from tests.services.shop_kit import as_owner


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = busy_shop(tmp_path_factory.mktemp("busy"))
    yield desk
    desk.db.close()


@pytest.fixture
def desk(busy: Desk, tmp_path: Path) -> Iterator[Desk]:
    found = desk_on(copy_of(busy, tmp_path))
    yield found
    found.db.close()


def test_a_receipt_comes_back_with_the_customers_initials(desk: Desk) -> None:
    stored = receipts.load_receipt(desk, number=" 1-000001 ")
    assert stored.receipt.number == "1-000001"
    assert stored.receipt.shop_name == "Corner Hardware"
    assert len(stored.receipt.lines) == 4
    assert (stored.customer_initials, stored.erased) == ("P. C.", False)
    nobody = receipts.load_receipt(desk, number="1-000002")
    assert (nobody.customer_initials, nobody.erased) == ("", False)


def test_an_erased_customer_is_said_to_be_erased(desk: Desk) -> None:
    with desk.db.engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM person_block")
        connection.commit()
    stored = receipts.load_receipt(desk, number="1-000001")
    assert (stored.customer_initials, stored.erased) == ("", True)


def test_every_receipt_adds_up_on_paper(desk: Desk) -> None:
    with desk.db.engine.connect() as connection:
        numbers = list(connection.exec_driver_sql("SELECT number FROM sale ORDER BY id").scalars())
    exempt = []
    for number in numbers:
        receipt = receipts.load_receipt(desk, number=number).receipt
        added = sum(tax.amount for tax in receipt.taxes if not tax.included)
        assert receipt.subtotal - receipt.document_discount - receipt.waived + added == receipt.total
        if receipt.exempt_certificate:
            exempt.append((receipt.subtotal, receipt.waived, receipt.total))
    assert exempt == [(5250, 563, 4687)]


def test_a_receipt_of_before_the_waived_tax_was_on_it_is_still_read() -> None:
    plain = to_plain(EXEMPT)
    del plain["waived"]
    assert from_plain(plain) == replace(EXEMPT, waived=0)


def test_an_unknown_number_is_one_sentence(desk: Desk) -> None:
    for job in (receipts.load_receipt, receipts.refundable):
        with pytest.raises(UserError) as caught:
            job(desk, number="1-999999")
        assert caught.value.code == "unknown_receipt"


def test_receipts_are_found_by_any_part_of_the_number(desk: Desk) -> None:
    assert [hit.number for hit in receipts.find_receipts(desk, text="1-000004")] == ["1-000004"]
    ends = [hit.number for hit in receipts.find_receipts(desk, text="1")]
    assert ends[0].endswith("1")
    assert set(ends) > {"1-000001", "1-000011", "1-000010"}
    assert receipts.find_receipts(desk, text="%") == []
    assert receipts.find_receipts(desk, text="  ") == []
    assert receipts.find_receipts(desk, text="000001")[0].customer == "Pat C1"


def test_what_is_left_of_a_sale_can_be_given_back(desk: Desk) -> None:
    sale = receipts.refundable(desk, number="1-000001")
    left = {line.line: (line.quantity, line.left) for line in sale.lines}
    assert left == {1: (2000, 1000), 2: (3400, 1150), 3: (163_000, 103_000), 4: (3000, 2000)}
    for line in sale.lines:
        assert 0 < line.gross_left < line.gross
    assert sale.anything_left


def test_giving_back_all_that_is_left_gives_back_exactly_the_money_left(desk: Desk) -> None:
    sale = receipts.refundable(desk, number="1-000001")
    left = sum(line.gross_left for line in sale.lines)
    answer = refund(desk, "rest", "1-000001")
    assert answer["total"] == f"-{left // 100}.{left % 100:02}"
    assert not receipts.refundable(desk, number="1-000001").anything_left


def test_a_refund_itself_cannot_be_given_back(desk: Desk) -> None:
    refunds = [hit for hit in receipts.find_receipts(desk, text="1-0000") if hit.kind == "refund"]
    assert refunds
    assert not receipts.refundable(desk, number=refunds[0].number).lines


def test_a_copy_has_the_same_content_whatever_the_settings_are_now(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    folder = ["--data-dir", str(desk.db.path.parent)]
    assert main([*folder, "print", "receipt", "1-000001", "--to", f"pdf:{first}"]) == 0
    set_setting(as_owner(desk), key="shop.name", value="Another name")
    set_setting(as_owner(desk), key="tax.TAX.rate", value="20")
    assert main([*folder, "print", "receipt", "1-000001", "--to", f"pdf:{second}"]) == 0
    assert first.read_bytes() == second.read_bytes()
    original = tmp_path / "original.pdf"
    print_jobs.print_receipt(desk, number="1-000001", target=f"pdf:{original}", copy=False)
    assert original.read_bytes() != first.read_bytes()
    raw = tmp_path / "raw.bin"
    print_jobs.print_receipt(desk, number="1-000001", target=f"file:{raw}")
    assert b"COPY" in raw.read_bytes().upper()
    assert main([*folder, "print", "receipt", "1-999999", "--to", f"pdf:{first}"]) == 1
    assert "1-999999" in capsys.readouterr().err


def jobs(desk: Desk) -> list[tuple[str, str]]:
    with desk.db.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT state, error FROM print_job ORDER BY id").fetchall()
    return [(row[0], row[1]) for row in rows]


def test_a_sale_stores_its_print_job_and_the_background_prints_it(tmp_path: Path) -> None:
    desk = new_shop(tmp_path / "shop")
    paper = tmp_path / "paper.bin"
    set_setting(as_owner(desk), key="printer.target", value=f"file:{paper}")
    sell(desk, "s1", [{"sku": "SEALANT", "quantity": "1"}])
    assert jobs(desk) == [("waiting", "")]
    assert not paper.exists()
    done = print_jobs.run_waiting(desk)
    assert (len(done.ids), done.notices) == (1, ())
    assert jobs(desk) == [("done", "")]
    assert b"COPY" not in paper.read_bytes().upper()
    assert print_jobs.run_waiting(desk).ids == ()
    desk.db.close()


def test_a_printer_that_does_not_answer_keeps_the_job_and_never_the_sale(tmp_path: Path) -> None:
    desk = new_shop(tmp_path / "shop")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    set_setting(as_owner(desk), key="printer.target", value=f"tcp:127.0.0.1:{port}")
    number = sell(desk, "s1", [{"sku": "SEALANT", "quantity": "1"}])["receipt"]
    done = print_jobs.run_waiting(desk)
    assert number in english(done.notices[0])
    ((state, error),) = jobs(desk)
    assert (state, number in error) == ("failed", True)
    assert print_jobs.state(desk) == print_jobs.PrintState(0, 1, error)
    assert receipts.load_receipt(desk, number=number).receipt.total > 0

    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", port)) as server:

        def take() -> None:
            connection, _address = server.accept()
            with connection:
                while chunk := connection.recv(65536):
                    received.append(chunk)

        printer = threading.Thread(target=take)
        printer.start()
        print_jobs.retry_failed(desk)
        assert print_jobs.run_waiting(desk).notices == ()
        printer.join()
    assert jobs(desk) == [("done", "")]
    assert number.encode() in b"".join(received)
    desk.db.close()


def test_a_copy_can_be_queued_for_the_shops_printer(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(PosError) as caught:
        print_jobs.queue_copy(desk, number="1-000001")
    assert caught.value.code == "no_printer"
    paper = tmp_path / "paper.bin"
    set_setting(as_owner(desk), key="printer.target", value=f"file:{paper}")
    print_jobs.queue_copy(desk, number="1-000001")
    print_jobs.run_waiting(desk)
    assert b"COPY" in paper.read_bytes().upper()
