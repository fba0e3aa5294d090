"""The CSV contract: what a table's columns are, how a file of them is read, and how a cell is written.

A job is given this file beside its script. It needs numpy alone and runs wherever our scripts do: the
images scikit-learn 1.4-2 (Python 3.10, numpy 2.1) and 1.2-1 (Python 3.8, numpy 1.24), XGBoost 3.0-5 (3.10,
2.1) and Spark 3.5 (3.9, 1.25).

A record is a line, which ends in `\\n` or `\\r\\n`; cells are separated by commas. A cell may be quoted as
RFC 4180 has it, but holds no line break: whatever splits a file at its line ends then sees the same
records. The text is UTF-8. What breaks this is refused with file, line, column, what was expected and what
was found.
"""

from __future__ import annotations

import json
import math
import os
import re
import sys
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Callable, Dict, Iterable, Iterator, Sequence

import numpy as np

MISSING = frozenset({"", "?", "nan", "na", "null"})
# The largest float32, which is what XGBoost holds; in few enough digits to survive being written as text.
LARGEST = 3.4028235e38
# Whole numbers from 0 that stand for themselves when a column is written.
CODES = 1000
# Bytes that rows take while they are written.
LINES = 2**24
# Bytes that are read at once, which a line may have at most.
BLOCK = 2**20
BOM = b"\xef\xbb\xbf"

# DescribeProcessingJob shows the first kilobyte of this file as ExitMessage.
# https://docs.aws.amazon.com/sagemaker/latest/dg/byoc-metadata.html
MESSAGE_FILE = "/opt/ml/output/message"


class DataError(Exception):
    """Data that breaks the CSV contract; says file, line, column, what was expected and what was found."""


def run(work: Callable[[], None]) -> int:
    """Exit code of a job: 0, or 1 with the reason as last line of stderr and as the job's exit message."""
    try:
        work()
    except (DataError, OSError) as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())  # one line: the last of stderr is shown
        print(reason, file=sys.stderr)
        if os.path.isdir(os.path.dirname(MESSAGE_FILE)):
            with open(MESSAGE_FILE, "w", encoding="utf-8") as file:
                file.write(reason)
        return 1
    return 0


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    name: str
    type: str  # number, category, date, boolean or text
    classes: tuple[str, ...] = ()  # of the target of a classification, as which its cells are read
    required: bool = False  # whether a missing value is refused, as it is in a target


@dataclass(frozen=True)
class Description:
    """What a model's tables hold, as description.json has it."""

    task: str  # binary, multiclass or regression
    target: str
    classes: tuple[str, ...]  # of a classification; the second of two is the positive class
    columns: tuple[Column, ...]  # of a training file, in order, the target among them
    contract: str  # built-in, script or container: who reads the tables that are made

    @property
    def features(self) -> tuple[Column, ...]:
        """What a model is trained on: no target, and no text."""
        return tuple(column for column in self.batch if column.type != "text")

    @property
    def batch(self) -> tuple[Column, ...]:
        """The columns of a batch, in order."""
        return tuple(column for column in self.columns if column.name != self.target)

    @property
    def target_column(self) -> Column:
        return next(column for column in self.columns if column.name == self.target)


def load_description(path: Path) -> Description:
    """Reads description.json. Raises DataError for what is none."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        target, classes = content["target"], tuple(content.get("classes") or ())
        columns = tuple(
            Column(name, type, *((classes, True) if name == target else ()))
            for name, type in ((each["name"], each["type"]) for each in content["columns"])
        )
        return Description(content["task"], target, classes, columns, content["contract"])
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{Path(path).name}: expected the description of a table, found no {error}"
        ) from error


def csv_files(folder: Path) -> list[Path]:
    """The CSV files of a folder in the order of their names, or the file that is given in its place. Hidden
    ones (`_x.csv`, `.x.csv`) are no data, as for Spark and XGBoost.
    """
    if folder.is_file():
        return [folder]
    files = visible_files(folder, "*.csv")
    if not files:
        raise DataError(f"{folder}: expected CSV files, found none")
    return files


def visible_files(folder: Path, pattern: str) -> list[Path]:
    """A folder's files whose names fit a pattern, in the order of their names, without hidden ones."""
    files = (file for file in folder.rglob(pattern) if not file.name.startswith(("_", ".")))
    return sorted(file for file in files if file.is_file())


@dataclass(frozen=True)
class Misfit:
    """A cell that does not fit its column's type."""

    line: int
    text: str


@dataclass
class Chunk:
    """Some of a file's rows, as arrays by the columns' names.

    number, boolean (0, 1), date (days since 1970-01-01) and the target of a classification (the index of
    its class) are float64 with NaN for missing; category and text are str in an object array, with "" for
    missing.
    """

    rows: int
    first_line: int
    columns: Dict[str, np.ndarray]
    # Whether the file has a header.
    header: bool = False
    # By column, where `read` was asked to collect them rather than to refuse them.
    misfits: Dict[str, list] = field(default_factory=dict)
    # The rows as handed in, with all their quotes, without the line's end.
    lines: Sequence[bytes] = ()


def show(text: str) -> str:
    """A text as an error quotes it: at most 40 characters, by name (U+…) those that cannot be seen, or that
    look like others: blanks, controls, and digits beside 0 to 9.
    """

    def visible(character: str) -> str:
        plain = character.isascii() and character.isprintable()
        return (
            character
            if plain or unicodedata.category(character)[0] not in "CZN"
            else f"U+{ord(character):04X}"
        )

    return f"'{''.join(map(visible, text.strip(' ')[:40]))}'"


# --- cells ----------------------------------------------------------------------------------------

# Inside quotes, what would end a cell: bytes that no UTF-8 text has stand for `,` and `""`.
_COMMA, _QUOTE = b"\xfe", b"\xff"
_UNESCAPE = bytes.maketrans(_COMMA + _QUOTE, b',"')
_QUOTED = re.compile(rb'(?:(?<=[,\n])|\A)"((?:[^"\n]|"")*)"(?=[,\n])')
_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:Z|([+-])(\d\d):?(\d\d))?)?",
    re.ASCII,
)
_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "1", "t", "y"), 1.0),
    **dict.fromkeys(("false", "no", "0", "f", "n"), 0.0),
}
_EPOCH = datetime(1970, 1, 1)
_EXPECTED = {
    "number": "a number",
    "date": "a date such as 2026-01-31 or 2026-01-31T12:00:00Z",
    "boolean": "true or false (or yes and no, 1 and 0)",
}


def _text(cell: bytes) -> str:
    return cell.translate(_UNESCAPE).decode()


def number_of(cell: bytes) -> float:
    """The number in a cell; NaN for a missing one. Raises ValueError for what float32 does not hold."""
    try:
        value = float(cell)  # of bytes: takes ASCII digits alone
    except ValueError:
        return _missing(cell)
    if -LARGEST <= value <= LARGEST and b"_" not in cell:
        return value
    return _missing(cell)


def _is_number(cell: bytes) -> bool:
    """Whether a cell is a number, or stands for a missing one."""
    try:
        number_of(cell)
    except ValueError:
        return False
    return True


def _missing(cell: bytes) -> float:
    """NaN for what stands for a missing value. Raises ValueError for anything else."""
    if _text(cell).strip().casefold() in MISSING:
        return math.nan
    raise ValueError(cell)


def _boolean(cell: bytes) -> float:
    value = _BOOLEANS.get(_text(cell).strip().casefold())
    return _missing(cell) if value is None else value


def _date(cell: bytes) -> float:
    found = _DATE.fullmatch(_text(cell).strip())
    if not found:
        return _missing(cell)
    *parts, fraction, sign, hours, minutes = found.groups()
    moment = datetime(*(int(part or 0) for part in parts), int((fraction or "").ljust(6, "0")))
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return (moment - (offset if sign == "+" else -offset) - _EPOCH) / timedelta(days=1)


def _category(cell: bytes) -> str:
    text = _text(cell).strip()
    return "" if text.casefold() in MISSING else text


def _free_text(cell: bytes) -> str:
    text = _text(cell)
    return "" if text.strip().casefold() in MISSING else text


def _class_of(classes: Sequence[str]) -> Callable[[bytes], float]:
    """Reads a class as its index. Classes are equal as texts, or as numbers: 1.0 is the class 1."""
    by_text = {name: float(index) for index, name in enumerate(classes)}
    by_number = {
        number_of(name.encode()): index for name, index in by_text.items() if _is_number(name.encode())
    }

    def parse(cell: bytes) -> float:
        text = _text(cell).strip()
        found = by_text.get(text)
        if found is None:
            found = by_number.get(number_of(cell))
        if found is None:
            raise ValueError(cell)
        return found

    return parse


class _Cells(Dict[bytes, Any]):
    """What the cells of a column stand for; each text is parsed once. `wrong` has those that do not fit."""

    MANY = 2**12  # texts, from which on few of the next rows' will be known

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.column = column
        parsers: dict[str, Callable[[bytes], Any]] = {
            "number": number_of,
            "boolean": _boolean,
            "date": _date,
            "category": _category,
            "text": _free_text,
        }
        self.parse = _class_of(column.classes) if column.classes else parsers[column.type]
        self.dtype: Any = float if column.classes or column.type not in ("category", "text") else object
        self.expected = " or ".join(column.classes) if column.classes else _EXPECTED.get(column.type, "")
        self.wrong: set[bytes] = set()
        self.many = False

    def __missing__(self, cell: bytes) -> Any:
        try:
            value = self.parse(cell)
            if self.column.required and value != value:
                raise ValueError(cell)
        except (ValueError, OverflowError):
            self.wrong.add(cell)
            return math.nan
        self[cell] = value
        return value

    def array(self, cells: Sequence[bytes]) -> np.ndarray:
        if len(self) > self.MANY:
            self.clear()
            self.many = self.parse is number_of
        values = self.numbers(cells) if self.many else None
        if values is None:
            found = map(self.__getitem__, cells)
            if self.dtype is object:
                return np.array(list(found), object)
            values = np.fromiter(found, float, len(cells))
        return values + 0.0  # zero has one sign, so that equal rows have equal bytes

    def numbers(self, cells: Sequence[bytes]) -> np.ndarray | None:
        """What parsing each for itself gives, where all are plain numbers, or missing; None where one is
        not.
        """
        gaps = cells.count(b"") + cells.count(b"?")
        if gaps:
            cells = [b"nan" if cell in (b"", b"?") else cell for cell in cells]
        try:
            values = np.fromiter(map(float, cells), float, len(cells))
        except ValueError:
            return None
        plain = np.count_nonzero(np.abs(values) <= LARGEST) + gaps == len(cells) and b"_" not in b"".join(
            cells
        )
        return values if plain and not (gaps and self.column.required) else None

    def misfits(self, cells: Sequence[bytes], lines: Sequence[int]) -> list[Misfit]:
        return [Misfit(line, _text(cell)) for cell, line in zip(cells, lines) if cell in self.wrong]


# --- files ----------------------------------------------------------------------------------------


class _Reader:
    """Reads one file; knows where it is, for errors."""

    def __init__(
        self, name: str, columns: Sequence[Column], header: str, batch: bool, collect: bool, line: int
    ) -> None:
        self.name, self.columns, self.header, self.batch, self.collect = name, columns, header, batch, collect
        self.cells = [_Cells(column) for column in columns]
        self.line = line  # the next one's number
        self.started = self.headed = False

    def error(self, line: int, text: str, column: int | None = None) -> DataError:
        place = f"{self.name}, line {line}"
        if column is not None and column < len(self.columns):
            place += f", column {self.columns[column].name}"
        return DataError(f"{place}: {text}")

    def records(self, block: bytes) -> tuple[list[bytes], list[bytes], Sequence[int], DataError | None]:
        """Of whole lines those before the first that is broken: without quotes, as they stand, and by number;
        and what is wrong with that one.
        """
        first = self.line
        if first == 1 and block.startswith(BOM):
            if self.batch:
                marked = "found a byte order mark (U+FEFF): save the file as UTF-8 without BOM"
                raise self.error(1, f"expected a record, {marked}")
            block = block[len(BOM) :]
        lines, fault = self.split(block)
        self.line += len(lines)
        numbers: Sequence[int] = range(first, first + len(lines))
        raw = lines
        if lines and b'"' in block:
            lines, fault = self.unquote(lines, first, fault)
        if not all(lines):
            lines, raw, numbers, fault = self.without_blanks(lines, raw, numbers, fault)
        return lines, raw[: len(lines)], numbers, fault

    def chunk(self, block: bytes) -> Chunk | None:
        """The rows of whole lines; None where they are all blank, or a header."""
        lines, raw, numbers, fault = self.records(block)
        if lines and not self.started:
            self.started = True
            self.headed = self.is_header(lines[0], numbers[0])
            if self.headed:
                lines, raw, numbers = lines[1:], raw[1:], numbers[1:]
        made, fault = self.parse(lines, numbers, fault)
        if made:
            made.lines = raw[: made.rows]
        if fault:
            raise fault
        return made

    def split(self, block: bytes) -> tuple[list[bytes], DataError | None]:
        """The lines before the first that is broken, and what is wrong with that."""
        faults: list[tuple[int, int, str]] = []

        def at(place: int, text: str) -> None:
            start = block.rfind(b"\n", 0, place) + 1
            faults.append((place, block.count(b",", start, place), text))

        if b"\0" in block:
            at(block.index(b"\0"), "expected text, found a NUL byte (U+0000): save the file as UTF-8")
        try:
            block.isascii() or block.decode()
        except UnicodeDecodeError as error:
            at(
                error.start,
                f"expected UTF-8, found the byte 0x{block[error.start]:02x}: save the file as UTF-8",
            )
        if b"\r" in block:
            lone = re.search(rb"\r(?!\n)", block)
            if lone:
                wanted = "lines that end in \\n or \\r\\n"
                at(
                    lone.start(),
                    f"expected {wanted}, found a carriage return (U+000D) alone: save the file with them",
                )
        if not faults:
            return block.replace(b"\r\n", b"\n").split(b"\n")[:-1], None
        place, column, text = min(faults)
        lines = block[: block.rfind(b"\n", 0, place) + 1].replace(b"\r\n", b"\n").split(b"\n")[:-1]
        return lines, self.error(self.line + len(lines), text, column)

    def unquote(
        self, lines: list[bytes], first: int, fault: DataError | None
    ) -> tuple[list[bytes], DataError | None]:
        """Lines without quotes; what they held back is escaped."""

        def content(match: re.Match[bytes]) -> bytes:
            return match[1].replace(b'""', _QUOTE).replace(b",", _COMMA) or b" "

        text = _QUOTED.sub(content, b"\n".join(lines) + b"\n")
        place = text.find(b'"')
        unquoted = text[:-1].split(b"\n")
        if place < 0:
            return unquoted, fault
        row = text.count(b"\n", 0, place)
        start = text.rfind(b"\n", 0, place) + 1
        opens = place in (start, text.rfind(b",", 0, place) + 1)
        found = "one that is not closed" if opens else "one inside a cell"
        wanted = 'expected quotes around a whole cell of one line ("" for a quote in it)'
        return unquoted[:row], self.error(
            first + row, f"{wanted}, found {found}", text.count(b",", start, place)
        )

    def without_blanks(
        self, lines: list[bytes], raw: list[bytes], numbers: Sequence[int], fault: DataError | None
    ) -> tuple[list[bytes], list[bytes], Sequence[int], DataError | None]:
        if self.batch:
            row = lines.index(b"")
            blank = "expected a record, found a blank line: delete it"
            return lines[:row], raw[:row], numbers[:row], self.error(numbers[row], blank)
        kept = [row for row, line in enumerate(lines) if line]
        return [lines[row] for row in kept], [raw[row] for row in kept], [numbers[row] for row in kept], fault

    def is_header(self, line: bytes, number: int) -> bool:
        if self.header == "never":
            return False
        found = [_text(cell).strip() for cell in line.split(b",")]
        given = [name.casefold() for name in found]
        names = [column.name.casefold() for column in self.columns]
        # What pandas writes over columns that were never named, as in files made from the raw data set. Of
        # one to three columns it might as well be a row.
        numbered = [str(index) for index in range(len(names))] if len(names) > 3 and not self.batch else []
        if given in (names, numbered):
            return True
        wanted = ",".join(column.name for column in self.columns)
        # What pandas writes over an index, and once it has read that and writes it again.
        if given[0] in ("", "unnamed: 0") and given[1:] in (names, names[1:]):
            first = "empty" if given[0] == "" else show(found[0])
            text = f"found a first name that is {first}: was the file written with an index?"
            raise self.error(number, f"expected the header {wanted}, {text} Write it without (index=False)")
        if self.header == "maybe" and (len(found) != len(names) or self.is_data(found)):
            return False
        wanted += " or none" if self.header == "maybe" else ""
        raise self.error(number, f"expected the header {wanted}, found {show(','.join(found))[1:-1]}")

    def is_data(self, texts: Sequence[str]) -> bool:
        """Whether a first line is a row: a cell is a number, or missing, or fits a column that not every
        text fits.
        """
        strict = [column for column in self.cells if column.expected]
        fits = [
            not math.isnan(column[text.encode()])
            for text, column in zip(texts, self.cells)
            if column.expected
        ]
        for column in strict:
            column.wrong.clear()
        return not strict or any(fits) or any(_is_number(text.encode()) for text in texts)

    def parse(
        self, lines: list[bytes], numbers: Sequence[int], fault: DataError | None
    ) -> tuple[Chunk | None, DataError | None]:
        width = len(self.columns)
        cells = self.cells_of(lines)
        if len(cells) != len(lines) * (width + 1) or cells[width :: width + 1].count(b"\n") != len(lines):
            row = next(row for row, line in enumerate(lines) if line.count(b",") != width - 1)
            expected = f"{width} columns ({', '.join(column.name for column in self.columns)})"
            fault = self.error(numbers[row], f"expected {expected}, found {lines[row].count(b',') + 1}")
            lines, cells = lines[:row], self.cells_of(lines[:row])
        if not lines:
            return None, fault
        arrays, misfits = {}, {}
        for index, column in enumerate(self.cells):
            own = cells[index :: width + 1]
            arrays[column.column.name] = column.array(own)
            if column.wrong:
                misfits[column.column.name] = column.misfits(own, numbers)
                column.wrong.clear()
        if misfits and not self.collect:
            order = {column.name: index for index, column in enumerate(self.columns)}
            line, index, text = min(
                (found[0].line, order[name], found[0].text) for name, found in misfits.items()
            )
            fault = self.error(line, f"expected {self.cells[index].expected}, found {show(text)}", index)
        return Chunk(len(lines), numbers[0], arrays, self.headed, misfits), fault

    def cells_of(self, lines: list[bytes]) -> list[bytes]:
        """All cells in one list, each line's followed by b"\\n", which no cell is."""
        return b",\n,".join([*lines, b""]).split(b",")[:-1] if lines else []


def read(
    path: Path, columns: Sequence[Column], *, header: str, batch: bool = False, collect: bool = False
) -> Iterator[Chunk]:
    """The rows of a CSV file, in chunks of at most 1 MiB of text.

    `header` says whether there is one: "always", "never", or "maybe", where it is known by its names, which
    must be the columns' in their order (whatever their case). A training file may have a BOM and blank
    lines; with `batch` both are refused, because the model takes every line for a record. With `collect` a
    cell that does not fit its column becomes NaN and is listed in the chunk's `misfits`.

    Raises DataError at the first thing that breaks the contract, and for a file without rows.
    """
    name = Path(path).name
    with open(path, "rb") as file:
        some = False
        for chunk in read_blocks(
            blocks(file, name), name, columns, header=header, batch=batch, collect=collect
        ):
            some = True
            yield chunk
    if not some:
        raise DataError(f"{name}: expected rows of {len(columns)} columns, found an empty file")


def read_lines(path: Path) -> Iterator[str]:
    """The lines of what a transform wrote, as they stand, whatever their columns. They are held to what a
    batch's are: raises DataError at the first that breaks the contract.
    """
    name = Path(path).name
    reader = _Reader(name, [], "never", True, False, 1)
    with open(path, "rb") as file:
        for block in blocks(file, name):
            _, raw, _, fault = reader.records(block)
            yield from (line.decode() for line in raw)
            if fault:
                raise fault


def read_blocks(
    pieces: Iterable[bytes],
    name: str,
    columns: Sequence[Column],
    *,
    header: str,
    batch: bool = False,
    collect: bool = False,
    first_line: int = 1,
) -> Iterator[Chunk]:
    """As `read`, from a file's pieces of whole lines, of which there may be none; `name` is its name in
    errors, and `first_line` where the pieces begin.
    """
    reader = _Reader(name, columns, header, batch, collect, first_line)
    for piece in pieces:
        chunk = reader.chunk(piece)
        if chunk:
            yield chunk


def blocks(file: BinaryIO, name: str) -> Iterator[bytes]:
    """The content of a file in pieces of whole lines, each of at most BLOCK bytes. Raises DataError for a
    line that is longer.
    """
    line, rest = 1, b""
    while True:
        content = rest + file.read(BLOCK - len(rest))
        if len(content) < BLOCK:
            if content:
                yield content if content.endswith(b"\n") else content + b"\n"
            return
        end = content.rfind(b"\n") + 1
        if not end:
            if re.search(rb"\0|\r[^\n]", content):
                yield content + b"\n"  # which is refused for that
            raise DataError(
                f"{name}, line {line}: expected lines of less than {BLOCK} bytes, found a longer one"
            )
        yield content[:end]
        line += content.count(b"\n")
        rest = content[end:]


# --- text -----------------------------------------------------------------------------------------


def texts(column: Column, values: np.ndarray) -> list[str]:
    """The canonical text of each cell, quoted where CSV asks for it; nothing for a missing one."""
    distinct, codes = _distinct(values)
    table = _formats(column, distinct)
    return [table[code] for code in codes.tolist()]


def lines(columns: Sequence[tuple[Column, np.ndarray]]) -> bytes:
    """The rows of some columns as lines of CSV, without a header."""
    # Each cell has as many bytes as its column's longest text; what is left over is NUL, which no text has.
    cells = []
    for column, values in columns:
        distinct, codes = _distinct(values)
        found = _formats(column, distinct)
        if len(columns) == 1:  # a missing value alone would leave a blank line
            found = [text or '""' for text in found]
        cells.append((np.array([text.encode() for text in found]), codes))
    rows, width = len(columns[0][1]), sum(table.itemsize + 1 for table, _ in cells)
    at_once = max(1, LINES // width)
    written = []
    for start in range(0, rows, at_once):
        matrix = np.full((min(at_once, rows - start), width), ord(","), np.uint8)
        place = 0
        for table, codes in cells:
            part = table[codes[start : start + at_once]]
            matrix[:, place : place + table.itemsize] = part.view(np.uint8).reshape(len(part), -1)
            place += table.itemsize + 1
        matrix[:, -1] = ord("\n")
        flat = matrix.ravel()
        written.append(flat[flat != 0].tobytes())
    return b"".join(written)


def _distinct(values: np.ndarray) -> tuple[Sequence[Any], np.ndarray]:
    """Distinct values, and for each cell the index of its own among them."""
    if values.dtype == object:
        cells = values.tolist()
        index = {value: place for place, value in enumerate(dict.fromkeys(cells))}
        return list(index), np.fromiter(map(index.__getitem__, cells), np.int32, len(cells))
    # Codes and ages are their own index, and nothing has to be sorted.
    missing = np.isnan(values)
    low, top = (limit(values, initial=0, where=~missing) for limit in (np.min, np.max))
    if low == 0 and top < CODES:
        codes = np.where(missing, top + 1, values)
        whole = codes.astype(np.uint16)
        if np.array_equal(whole, codes):
            return [*map(float, range(int(top) + 1)), math.nan], whole
    distinct, codes = np.unique(values, return_inverse=True)
    return distinct.tolist(), codes


def _formats(column: Column, values: Sequence[Any]) -> list[str]:
    """The canonical text of each value."""
    if column.type == "number" and not column.classes:
        found = ("%.15g," * len(values) % tuple(values)).split(",")[:-1]
        return ["" if text == "nan" else text for text in found]
    return [_format(column, value) for value in values]


def _format(column: Column, value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    if value != value:
        return ""
    if column.classes:
        return quoted(column.classes[int(value)])
    if column.type == "boolean":
        return "true" if value else "false"
    moment = _EPOCH + timedelta(days=value)
    return moment.date().isoformat() if float(value).is_integer() else moment.isoformat()


def quoted(text: str) -> str:
    """A text as a cell: in quotes where it holds a comma or a quote."""
    if "," in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text
