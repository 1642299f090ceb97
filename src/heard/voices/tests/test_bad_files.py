"""Bad input: each gets a sentence that says what to do; good rows are kept."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter

from heard.ledger.queries import history
from heard.voices.errors import BadFile, Refused
from heard.voices.importing import files, running, staging
from heard.voices.models import Answer, Import, RejectedRow, Voice
from heard.voices.tests.factories import HEADER, account, bring, organisation, row, table, upload

pytestmark = pytest.mark.django_db


def workbook(rows: list[list[object]], *, notes: bool = True) -> bytes:
    """An Excel workbook with a sheet of notes before the one with the answers, its header on the third line."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"})
    if notes:
        book.add_worksheet("Notes").write_row(0, 0, ["About this export", "Made by the supplier"])
    sheet = book.add_worksheet("Answers")
    sheet.write(0, 0, "Feedback of September")
    sheet.write_row(2, 0, HEADER)
    for number, cells in enumerate(rows, 3):
        sheet.write_row(number, 0, cells)
    book.close()
    return file.getvalue()


@cache
def bomb() -> bytes:
    """A small archive that says it is a workbook and unpacks to a gigabyte."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(900):
                part.write(bytes(1 << 20))
    return file.getvalue()


def lying_bomb() -> bytes:
    """The same, with a directory that declares a kilobyte."""
    content = bytearray(bomb())
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = (1024).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty.csv is empty. Choose"),
        ("blank.csv", b"\xef\xbb\xbf \r\n", "is empty"),
        ("nuls.csv", bytes(5000), "is empty"),
        ("header.csv", table([]), "has a header and no rows below it"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "is a picture. Save it as CSV"),
        ("binary.csv", bytes(range(1, 256)) * 40, "is a binary file. Save it as CSV"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel workbook"),
        ("page.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>\n\n", "is a web page"),
        ("cut.xlsx", workbook([row(1)])[:900], "is damaged"),
        ("archive.xlsx", b"PK\x05\x06" + bytes(18), "is no Excel workbook"),
        ("bomb.xlsx", bomb, "unpacks to more than a workbook should"),
        ("liar.xlsx", lying_bomb, "is damaged"),
        ("endless.csv", b"Comment,Score\n" + b"a" * (17 << 20), "lines that never end"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value and " " not in value else "",
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(
    name: str, content: bytes | Callable[[], bytes], said: str
) -> None:
    place = organisation()
    before = set(files.folder().iterdir())
    with pytest.raises(BadFile) as caught:
        # Bombs are made when they are needed: every process collects this list, few run it.
        upload(place.id, content() if callable(content) else content, name=name)
    assert said in caught.value.sentence
    assert not Import.objects.exists()
    assert set(files.folder().iterdir()) == before, "nothing of it is kept"


def test_a_file_without_comments_or_ratings_is_refused_when_it_is_mapped() -> None:
    place = organisation()
    with pytest.raises(Refused, match="Choose the column with the comments"):
        bring(place.id, table([["30/09/2022", "Ward 4"]], ("Date", "Ward")))


@pytest.mark.parametrize(
    "content",
    [
        table([row(1, answer="Café très bon £5")]),
        "\ufeff".encode() + table([row(1, answer="Café très bon £5")]),
        table([row(1, answer="Café très bon £5")]).decode().encode("utf-16"),
        table([row(1, answer="Café très bon £5")]).decode().encode("utf-16-le"),
        table([row(1, answer="Café très bon £5")]).decode().encode("cp1252"),
        table([row(1, answer="Café très bon £5")]).replace(b",", b";"),
        table([row(1, answer="Café très bon £5")]).replace(b",", b"\t"),
        table([row(1, answer="Café très bon £5")]).replace(b",", b"|").replace(b"\r\n", b"\r"),
        workbook([row(1, answer="Café très bon £5")]),
    ],
    ids=["utf-8", "mark", "utf-16", "utf-16 without mark", "windows", "semicolon", "tab", "bar", "workbook"],
)
def test_encodings_and_delimiters_are_found(content: bytes) -> None:
    place = organisation()
    batch = bring(place.id, content)
    assert account(batch)["voices"] == 1
    assert Answer.objects.get().words == "Café très bon £5"


def test_a_file_of_two_encodings_keeps_both() -> None:
    place = organisation()
    utf = table([row(n, answer="très café £5") for n in range(9)])
    bring(place.id, utf + table([row(99, answer="naïve")]).split(b"\n", 1)[1].decode().encode("cp1252"))
    assert set(Answer.objects.values_list("words", flat=True)) == {"très café £5", "naïve"}


def test_a_workbook_gives_dates_as_dates_and_formulas_as_values() -> None:
    place = organisation()
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "mm/dd/yyyy"})
    sheet = book.add_worksheet("Answers")
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, row(1, rating=""))
    sheet.write_datetime(1, 2, datetime.datetime(2022, 3, 10))
    sheet.write_formula(1, 4, "=1+1", None, 2)
    book.close()
    batch = bring(place.id, file.getvalue(), name="answers.csv")
    voice = Voice.objects.get()
    assert (voice.said_on, voice.rating) == (datetime.date(2022, 3, 10), 2)
    assert "by its content" in batch.findings["notes"][0]


def test_bad_rows_are_rejected_with_line_and_reason_and_good_ones_kept() -> None:
    place = organisation()
    good = table([row(n) for n in (1, 2, 3, 4)]).decode().splitlines()
    lines = [
        *good[:2],
        "c9,r9,30/09/2022,too,few",
        'c8,r8,30/09/2022,Ward 4,1,What was good?,"never closed',
        good[2],
        f"{good[3]},one,too many",
        f"{good[3]},,",
        'c7,r7,30/09/2022,Ward 4,1,What was good?,"a "stray" mark"',
        good[4],
    ]
    batch = bring(place.id, "\r\n".join(lines).encode())
    assert account(batch) == {"rows": 8, "answers": 4, "empty": 0, "rejected": 4, "duplicates": 0, "voices": 4}
    found = dict(RejectedRow.objects.values_list("line", "reason"))
    assert set(found) == {3, 4, 6, 8}
    assert found[3].startswith("The row has 5 cells and the header has 7.")
    assert "quotation mark" in found[4]
    assert "quotation mark" in found[8]


def test_odd_cells_are_kept_as_said() -> None:
    place = organisation()
    said = ["<script>alert(1)</script>", "=HYPERLINK(1)", "x" * 100_000, "two\nlines", "a\x00b", "ਪੰਜਾਬੀ 🙂"]
    batch = bring(place.id, table([row(n, answer=text) for n, text in enumerate(said)]))
    assert account(batch)["answers"] == len(said)
    kept = list(Answer.objects.order_by("id").values_list("words", flat=True))
    assert kept == [text.replace("\x00", "") for text in said]


def test_double_and_empty_headers_and_unknown_columns_are_put_up_with() -> None:
    place = organisation()
    header = ("Date", "Date", "", "Comments", "Shoe size")
    batch = upload(place.id, table([("30/09/2022", "", "x", "Very kind nurses", "9")] * 2, header))
    assert batch.findings["header"] == ["Date", "Date (2)", "Column 3", "Comments", "Shoe size"]
    assert batch.findings["suggestions"]["Shoe size"] == "ignore"
    assert any("same name" in note for note in batch.findings["notes"])


def test_a_column_that_cannot_be_what_was_chosen_stops_the_import_with_a_sentence() -> None:
    place = organisation()
    rows = [[*row(n)[:5], f"Question {n}?", "Yes"] for n in range(2100)]
    with pytest.raises(BadFile, match="more than 2,000 different values"):
        bring(place.id, table(rows))
    batch = Import.objects.get()
    assert batch.state == Import.State.FAILED
    assert "choose again" in batch.problem
    assert not Voice.objects.exists()
    assert not batch.findings["samples"]
    assert not batch.findings["examples"]


def test_nothing_of_the_file_stands_in_the_event_of_a_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "MOST_REJECTED", 1)
    place = organisation()
    with pytest.raises(BadFile, match="Most rows cannot be read"):
        bring(place.id, table([row(n, date="Ann Ash") for n in range(3)]), columns={"Date": "date"})
    batch = Import.objects.get()
    assert "[name]" in batch.problem
    assert "Ann" not in batch.problem
    events = history(f"import:{batch.reference}")
    assert "voices.import-stopped" in [event.kind for event in events]
    assert not any("Ann Ash" in str(event.content) for event in events)


def test_a_stop_that_comes_late_leaves_a_finished_import_alone() -> None:
    place = organisation()
    batch = bring(place.id, table([row(1)]))
    running.fail(batch.pk, "The file is no longer in the file store. Import it again.")
    batch.refresh_from_db()
    assert (batch.state, batch.problem) == (Import.State.DONE, "")


def test_a_gigabyte_is_staged_in_bounded_memory(tmp_path: Path) -> None:
    """In small: entries lie on disk, and gathering a chunk touches only its batches."""
    import pyarrow as pa

    from heard.voices.importing import reading
    from heard.voices.importing.mapping import Mapping
    from heard.voices.importing.stager import Stager
    from heard.voices.importing.staging import stage

    path = tmp_path / "large.csv"
    path.write_bytes(table([row(n, answer="long " * 40) for n in range(40_000)]))
    before = pa.total_allocated_bytes()
    layout = reading.look(path, path.name)
    fields = ("supplier_id", "respondent", "date", "service_1", "rating", "question", "answer")
    stager = Stager(Mapping(dict(zip(HEADER, fields, strict=True))), layout.header, 1, datetime.date(2026, 1, 1))
    staged = stage(stager, reading.rows(path, layout), tmp_path)
    assert staged.rows == 40_000
    assert staged.file.stat().st_size > 8_000_000
    assert pa.total_allocated_bytes() - before < 1_000_000
