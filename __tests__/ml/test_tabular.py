from __future__ import annotations

import csv
import io

import math
import random
from pathlib import Path

import numpy as np
import pytest
from tables import CLASSES, EVERY_TYPE, FEATURES, animals, description, to_csv, write_description

import tabular
from tabular import Chunk, Column, DataError

BATCHES = Path(__file__).parent / "batches"
NUMBERS = [Column(name, "number") for name in FEATURES]
ONE_OF_EACH = [Column(type, type) for type in ("number", "category", "date", "boolean", "text")]


def read(content: str | bytes, columns: list[Column] = NUMBERS, **options) -> list[Chunk]:
    data = content if isinstance(content, bytes) else content.encode()
    pieces = tabular.blocks(io.BytesIO(data), "data.csv")
    return list(tabular.read_blocks(pieces, "data.csv", columns, **{"header": "maybe", **options}))


def refusal(content: str | bytes, columns: list[Column] = NUMBERS, **options) -> str:
    with pytest.raises(DataError) as caught:
        read(content, columns, **options)
    return str(caught.value)


def cells(chunks: list[Chunk], columns: list[Column]) -> list[list[str]]:
    """All rows as canonical texts."""
    rows = []
    for chunk in chunks:
        rows += map(list, zip(*(tabular.texts(column, chunk.columns[column.name]) for column in columns)))
    return rows


def test_the_description_says_what_is_trained_on_and_what_a_batch_has(tmp_path: Path) -> None:
    made = tabular.load_description(
        write_description(tmp_path, description(EVERY_TYPE, "outcome", CLASSES, "script"))
    )
    assert [column.name for column in made.features] == ["length", "sex", "born", "tagged"]
    assert [column.name for column in made.batch] == ["length", "sex", "born", "tagged", "note"]
    assert (made.task, made.contract, made.target_column.classes) == ("multiclass", "script", CLASSES)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"columns": [{"name": "a"}], "target": "a"}'])
def test_what_is_no_description_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "description.json").write_text(content)
    with pytest.raises(DataError, match=r"description\.json: expected the description of a table"):
        tabular.load_description(tmp_path / "description.json")


@pytest.mark.parametrize("seed", range(5))
def test_what_pythons_csv_module_writes_is_read_as_it_reads_it(seed: int, monkeypatch) -> None:
    columns = [Column(name, "text") for name in EVERY_TYPE]
    content = to_csv(animals(seed, 200))
    monkeypatch.setattr(tabular, "BLOCK", 150)  # lines lie across the blocks
    found = [
        list(row)
        for chunk in read(content, columns)
        for row in zip(*(chunk.columns[name] for name in EVERY_TYPE))
    ]
    missing = tabular.MISSING
    expected = [
        ["" if cell.strip().casefold() in missing else cell for cell in row]
        for row in csv.reader(io.StringIO(content, newline=""))
    ]
    assert found == expected


@pytest.mark.parametrize("seed", range(5))
def test_what_is_written_is_read_as_the_same(seed: int) -> None:
    columns = [Column(name, type, CLASSES if name == "outcome" else ()) for name, type in EVERY_TYPE.items()]
    once = cells(read(to_csv(animals(seed, 200)), columns), columns)
    text = "".join(",".join(row) + "\n" for row in once)
    assert cells(read(text, columns), columns) == once


FORMS = {
    "number": [("4", "4"), (" +4.50 ", "4.5"), ("-0", "0"), ("1e2", "100"), (".5", "0.5"), ("NaN", ""), ("", ""),
               ("3.4028235e38", "3.4028235e+38"), ("123456789012345678", "1.23456789012346e+17")],
    "category": [("M", "M"), (" M ", "M"), ("?", ""), ('"a, ""b"""', '"a, ""b"""'), ("Null", "")],
    "date": [("2026-01-31", "2026-01-31"), ("2026-01-31T00:00:00Z", "2026-01-31"), ("", ""),
             ("2026-01-31 12:30", "2026-01-31T12:30:00"), ("2026-01-31T01:00+02:00", "2026-01-30T23:00:00"),
             ("1969-12-31T23:59:59.250", "1969-12-31T23:59:59.250000"), ("0001-01-01", "0001-01-01")],
    "boolean": [(text, "true") for text in ("true", "YES", "1", "t", "Y")]
    + [(text, "false") for text in ("False", "no", "0", "F", "n")] + [("na", "")],
    "text": [(" as it is ", " as it is "), ('"a, b"', '"a, b"'), ("?", "")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("type", "given", "expected"),
    [(type, given, expected) for type, forms in FORMS.items() for given, expected in forms],
)
def test_a_cell_has_one_canonical_text(type: str, given: str, expected: str) -> None:
    column = Column("value", type)
    other = Column("other", "number")
    assert cells(read(f"{given},1\n", [column, other]), [column]) == [[expected]]


@pytest.mark.parametrize("odd", ["x", "1_0", "-nan", "1e39", "?", "", "nan", "'"])
def test_many_numbers_are_read_as_few_are(odd: str, monkeypatch) -> None:
    draw = random.Random(odd)
    given = [f"{draw.gauss(0, 1):.6f}" for _ in range(200)]
    given[150] = odd
    content = "".join(f"{cell},\n" for cell in given)
    columns = [Column("x", "number"), Column("y", "number")]
    (few,) = read(content, columns, collect=True)
    monkeypatch.setattr(tabular, "BLOCK", 100)
    monkeypatch.setattr(tabular._Cells, "MANY", 5)
    many = read(content, columns, collect=True)
    np.testing.assert_array_equal(np.concatenate([chunk.columns["x"] for chunk in many]), few.columns["x"])
    assert sum((chunk.misfits.get("x", []) for chunk in many), []) == few.misfits.get("x", [])


def test_arrays_hold_numbers_days_and_texts() -> None:
    (chunk,) = read('1.5,M,1970-01-02T12:00,yes,"a, b"\n?,,,,\n', ONE_OF_EACH)
    numbers = [chunk.columns[name] for name in ("number", "date", "boolean")]
    assert [array.dtype for array in numbers] == [np.float64] * 3
    np.testing.assert_array_equal(numbers, [[1.5, math.nan], [1.5, math.nan], [1, math.nan]])
    assert [chunk.columns[name].tolist() for name in ("category", "text")] == [["M", ""], ["a, b", ""]]


@pytest.mark.parametrize(
    ("classes", "cells", "indices"),
    [
        (("0", "1"), ["0", "1.0", " 1 ", "1e0"], [0, 1, 1, 1]),
        (("no", "yes"), ["yes", "no"], [1, 0]),
        (("1.5", "2", "many"), ["2.00", "many", "1.50"], [1, 2, 0]),
    ],
)
def test_a_class_is_equal_as_text_or_as_a_number(
    classes: tuple[str, ...], cells: list[str], indices: list[float]
) -> None:
    (chunk,) = read("".join(f"{cell}\n" for cell in cells), [Column("y", "category", classes, True)])
    assert chunk.columns["y"].tolist() == indices


BAD_CELLS = [
    ("number", "forty", "a number, found 'forty'"),
    ("number", "-nan", "a number, found '-nan'"),
    ("number", "inf", "a number, found 'inf'"),
    ("number", "1e200", "a number, found '1e200'"),
    ("number", "1_000", "a number, found '1_000'"),
    ("number", '"1,5"', "a number, found '1,5'"),
    ("number", "４２", "a number, found 'U+FF14U+FF12'"),
    ("number", "\u00a04 2", "a number, found 'U+00A04 2'"),
    ("number", "4\u200b", "a number, found '4U+200B'"),
    ("number", "0x10", "a number, found '0x10'"),
    ("number", "ä" * 50, f"a number, found '{'ä' * 40}'"),
    ("date", "31.01.2026", "a date such as 2026-01-31 or 2026-01-31T12:00:00Z, found '31.01.2026'"),
    ("date", "2026-02-30", "a date such as 2026-01-31 or 2026-01-31T12:00:00Z, found '2026-02-30'"),
    ("date", "20455", "a date such as 2026-01-31 or 2026-01-31T12:00:00Z, found '20455'"),
    ("boolean", "maybe", "true or false (or yes and no, 1 and 0), found 'maybe'"),
    ("boolean", "2", "true or false (or yes and no, 1 and 0), found '2'"),
]


@pytest.mark.parametrize(("type", "cell", "reason"), BAD_CELLS)
def test_a_cell_of_another_type_is_refused_with_its_place(type: str, cell: str, reason: str) -> None:
    columns = [Column("first", "category"), Column("second", type)]
    assert refusal(f"a,\n\nb,{cell}\n", columns) == f"data.csv, line 3, column second: expected {reason}"


@pytest.mark.parametrize("cell", ["2", "?", "", "01x"])
def test_a_wrong_or_missing_class_is_refused(cell: str) -> None:
    columns = [Column("x", "number"), Column("y", "number", ("0", "1"), True)]
    assert (
        refusal(f"1,0\n1,{cell}\n", columns) == f"data.csv, line 2, column y: expected 0 or 1, found '{cell}'"
    )


def test_a_missing_target_of_a_regression_is_refused() -> None:
    reason = refusal("1\n?\n", [Column("y", "number", (), True)])
    assert reason == "data.csv, line 2, column y: expected a number, found '?'"


BROKEN_FILES = {
    "a NUL byte": (b"1,2,3,4,5\n1,\0,3,4,5\n", "line 2, column Age: expected text, found a NUL byte (U+0000): save the file as UTF-8"),
    "UTF-16": ("1,2,3,4,5\n".encode("utf-16-le"), "line 1, column BIRADS: expected text, found a NUL byte (U+0000): save the file as UTF-8"),
    "no UTF-8": ("1,2,3,4,5\n1,2,é,4,5\n".encode("latin-1"), "line 2, column Shape: expected UTF-8, found the byte 0xe9: save the file as UTF-8"),
    "carriage returns alone": (b"1,2,3,4,5\r1,2,3,4,5\r", "line 1, column Density: expected lines that end in \\n or \\r\\n, found a carriage return (U+000D) alone: save the file with them"),
    "a quote that is not closed": (b'1,2,3,4,5\n1,"2,3,4,5\n' + b"1,2,3,4,5\n" * 9, 'line 2, column Age: expected quotes around a whole cell of one line ("" for a quote in it), found one that is not closed'),
    "a line break inside quotes": (b'1,2,3,4,5\n1,2,3,4,"5\n"\n', 'line 2, column Density: expected quotes around a whole cell of one line ("" for a quote in it), found one that is not closed'),
    "a quote inside a cell": (b'1,2,3 3/4",4,5\n', 'line 1, column Shape: expected quotes around a whole cell of one line ("" for a quote in it), found one inside a cell'),
    "too few cells": (b"1,2,3,4,5\n1,2,3,4\n", "line 2: expected 5 columns (BIRADS, Age, Shape, Margin, Density), found 4"),
    "too many cells": (b"1,2,3,4,5\n1,2,3,4,5,6\n", "line 2: expected 5 columns (BIRADS, Age, Shape, Margin, Density), found 6"),
    "cells that slip into the next line": (b"1,2,3,4\n5,1,2,3,4,5\n", "line 1: expected 5 columns (BIRADS, Age, Shape, Margin, Density), found 4"),
    "a header of others": (b"a,b,c,d,e\n1,2,3,4,5\n", "line 1: expected the header BIRADS,Age,Shape,Margin,Density or none, found a,b,c,d,e"),
    "a header in another order": (b"Age,BIRADS,Shape,Margin,Density\n1,2,3,4,5\n", "line 1: expected the header BIRADS,Age,Shape,Margin,Density or none, found Age,BIRADS,Shape,Margin,Density"),
    "an index": (b",BIRADS,Age,Shape,Margin,Density\n0,1,2,3,4,5\n", "line 1: expected the header BIRADS,Age,Shape,Margin,Density, found a first name that is empty: was the file written with an index? Write it without (index=False)"),
    "an index that was read and written again": (b"Unnamed: 0,BIRADS,Age,Shape,Margin,Density\n0,1,2,3,4,5\n", "line 1: expected the header BIRADS,Age,Shape,Margin,Density, found a first name that is 'Unnamed: 0': was the file written with an index? Write it without (index=False)"),
    "an index in the first column's place": (b",Age,Shape,Margin,Density\n0,2,3,4,5\n", "line 1: expected the header BIRADS,Age,Shape,Margin,Density, found a first name that is empty: was the file written with an index? Write it without (index=False)"),
    "a second header": (b"1,2,3,4,5\nBIRADS,Age,Shape,Margin,Density\n", "line 2, column BIRADS: expected a number, found 'BIRADS'"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "reason"), BROKEN_FILES.values(), ids=BROKEN_FILES.keys())
def test_a_broken_file_is_refused_with_its_place(content: bytes, reason: str) -> None:
    assert refusal(content) == f"data.csv, {reason}"


FAULTS = {name: BROKEN_FILES[name][0].splitlines(keepends=True)[1] for name in
          ("a NUL byte", "no UTF-8", "a quote that is not closed", "too few cells", "too many cells", "a second header")}  # fmt: skip


@pytest.mark.parametrize("seed", range(10))
def test_of_several_faults_the_first_is_told_wherever_the_blocks_end(seed: int, monkeypatch) -> None:
    draw = random.Random(seed)
    monkeypatch.setattr(tabular, "BLOCK", draw.randrange(60, 400))
    lines = [b"1,2,3,4,5\n"] * 100
    places = draw.sample(range(1, 100), 4)
    for place in places:
        lines[place] = draw.choice(list(FAULTS.values()))
    assert refusal(b"".join(lines)).startswith(f"data.csv, line {min(places) + 1}")


def test_a_line_longer_than_a_block_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(tabular, "BLOCK", 100)
    reason = refusal("1,2,3,4,5\n" * 20 + "1," * 100 + "\n")
    assert reason == "data.csv, line 21: expected lines of less than 100 bytes, found a longer one"


@pytest.mark.parametrize(
    "header",
    [
        "BIRADS,Age,Shape,Margin,Density",
        "birads,AGE,shape,margin,density",
        "0,1,2,3,4",
        '"BIRADS","Age",Shape,Margin,Density',
    ],
)
@pytest.mark.parametrize("ahead", ["", "\ufeff", "\n\n"])
def test_training_data_may_have_a_header_a_byte_order_mark_and_blank_lines(header: str, ahead: str) -> None:  # fmt: skip
    (chunk,) = read(f"{ahead}{header}\r\n1,2,3,4,5\r\n\r\n6,7,8,9,10")
    assert (chunk.rows, chunk.header, chunk.first_line) == (2, True, 2 + ahead.count("\n"))
    assert chunk.columns["Age"].tolist() == [2, 7]
    (plain,) = read(f"{ahead}1,2,3,4,5\n")
    assert (plain.rows, plain.header) == (1, False)


def test_a_header_is_asked_for_where_there_must_be_one() -> None:
    (chunk,) = read("BIRADS,Age,Shape,Margin,Density\n1,2,3,4,5\n", header="always")
    assert chunk.rows == 1
    reason = refusal("1,2,3,4,5\n", header="always")
    assert reason == "data.csv, line 1: expected the header BIRADS,Age,Shape,Margin,Density, found 1,2,3,4,5"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_columns_have_no_header_of_numbers(count: int) -> None:
    columns = [Column(name, "number") for name in "abc"[:count]]
    assert [chunk.header for chunk in read("0,1,2"[: 2 * count - 1] + "\n", columns)] == [False]


def test_a_row_of_texts_is_a_row_where_every_column_takes_text() -> None:
    columns = [Column("sex", "category"), Column("note", "text")]
    assert [chunk.header for chunk in read("M,hello\n", columns)] == [False]
    assert [chunk.header for chunk in read("sex,note\nM,hello\n", columns)] == [True]


def test_a_first_row_with_a_wrong_cell_is_no_wrong_header() -> None:
    columns = [Column("sex", "category"), Column("born", "date"), Column("tagged", "boolean")]
    reason = refusal("M,31.01.2026,yes\n", columns)
    assert reason.startswith("data.csv, line 1, column born: expected a date")
    reason = refusal("gender,birthday,tag\nM,2026-01-31,yes\n", columns)
    assert (
        reason == "data.csv, line 1: expected the header sex,born,tagged or none, found gender,birthday,tag"
    )


def batch(name: str) -> bytes:
    return (BATCHES / f"{name}.csv").read_bytes()


def test_a_plain_batch_is_read_with_its_lines() -> None:
    (chunk,) = read(batch("plain"), header="never", batch=True)
    assert chunk.rows == 24
    assert b"".join(line + b"\n" for line in chunk.lines) == batch("plain")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (batch("byte-order-mark"), "line 1: expected a record, found a byte order mark (U+FEFF): save the file as UTF-8 without BOM"),
        (batch("blank-line-inside"), "line 13: expected a record, found a blank line: delete it"),
        (batch("overflow-1e200"), "line 4, column Age: expected a number, found '1e200'"),
        (batch("nul-byte"), "line 1, column Age: expected text, found a NUL byte (U+0000): save the file as UTF-8"),
        (batch("plain").replace(b"\n", b"\r"), "line 1, column Density: expected lines that end in \\n or \\r\\n, found a carriage return (U+000D) alone: save the file with them"),
        (batch("plain") + b"\n", "line 25: expected a record, found a blank line: delete it"),
        (batch("plain") + b'"4\n2",1,1,1,1\n', 'line 25, column BIRADS: expected quotes around a whole cell of one line ("" for a quote in it), found one that is not closed'),
    ],
    ids=["a byte order mark", "a blank line inside", "1e200", "a NUL byte", "carriage returns", "a blank line at the end", "a line break inside quotes"],
)  # fmt: skip
def test_a_batch_that_the_models_reader_would_not_take_is_refused(content: bytes, reason: str) -> None:
    assert refusal(content, header="never", batch=True) == f"data.csv, {reason}"


def test_cells_that_do_not_fit_can_be_collected() -> None:
    (chunk,) = read("1,2,3,4,5\nx,2,3,4,1e200\nx,2,?,4,5\n", collect=True)
    assert {
        name: [(misfit.line, misfit.text) for misfit in found] for name, found in chunk.misfits.items()
    } == {"BIRADS": [(2, "x"), (3, "x")], "Density": [(2, "1e200")]}
    np.testing.assert_array_equal(chunk.columns["BIRADS"], [1, math.nan, math.nan])


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    for content in ("", "\n\n", "BIRADS,Age,Shape,Margin,Density\n"):
        (tmp_path / "none.csv").write_text(content)
        with pytest.raises(DataError, match=r"^none\.csv: expected rows of 5 columns, found an empty file$"):
            list(tabular.read(tmp_path / "none.csv", NUMBERS, header="maybe"))


def test_hidden_files_are_no_data(tmp_path: Path) -> None:
    for name in ("b.csv", "a/c.csv", "_notes.csv", "a/.b.csv.swp", "a/.d.csv", "b.csv.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert tabular.csv_files(tmp_path) == [tmp_path / "a/c.csv", tmp_path / "b.csv"]
    assert tabular.csv_files(tmp_path / "b.csv") == [tmp_path / "b.csv"]


@pytest.mark.parametrize(
    ("error", "last"),
    [(DataError("a.csv,\n line 1"), "DataError: a.csv, line 1"), (OSError("disk"), "OSError: disk")],
)
def test_a_job_that_cannot_do_its_work_says_why_in_one_line(
    error: Exception, last: str, tmp_path: Path, monkeypatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(tabular, "MESSAGE_FILE", str(tmp_path / "message"))
    assert tabular.run(fail) == 1
    assert capsys.readouterr().err == f"{last}\n"
    assert (tmp_path / "message").read_text() == last
    assert tabular.run(lambda: None) == 0
