"""A batch as the built-in algorithm can read it: each row's features as numbers, then the row as it was
handed in.

Runs as a SageMaker Processing job in the scikit-learn image (1.4-2) and needs numpy alone. The numbers come
first so that the transform finds them by counting commas, however many of these the row has in quotes
behind them; what it joins to its prediction is the row.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

# A job finds the modules that it shares in folders of their own beside its script's; in the repository,
# beside it.
sys.path += [str(Path(__file__).resolve().parent.parent / name) for name in ("tabular", "encoders")]
from encoders import Encoders
from tabular import Chunk, Column, csv_files, lines, load_description, read, run


@dataclass(frozen=True)
class Options:
    """Where a job's inputs are, and where its output goes."""

    input: Path
    output: Path
    preparation: Path
    description: Path


def prepared(chunk: Chunk, encoders: Encoders) -> bytes:
    """A chunk's rows, each behind its features as numbers."""
    numbers = lines([(Column("", "number"), column) for column in encoders.apply(chunk).T])
    return b"".join(b"%b,%b\n" % row for row in zip(numbers.split(b"\n"), chunk.lines))


def prepare(options: Options) -> None:
    """Writes each of the batch's files anew, by the same name."""
    description = load_description(options.description)
    encoders = Encoders.from_json(options.preparation.read_bytes(), description)
    for file in csv_files(options.input):
        path = options.output / (file.relative_to(options.input) if options.input.is_dir() else file.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        count = 0
        with open(path, "wb") as output:
            for chunk in read(file, description.batch, header="never", batch=True):
                output.write(prepared(chunk, encoders))
                count += chunk.rows
        print(f"{file.name}: {count} rows")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code of the job."""
    base = Path("/opt/ml/processing")
    parser = argparse.ArgumentParser(description="Put a batch's features before its rows, as numbers.")
    parser.add_argument("--input", type=Path, default=base / "input/batch")
    parser.add_argument("--output", type=Path, default=base / "output/prepared")
    parser.add_argument("--preparation", type=Path, default=base / "input/preparation/preparation.json")
    parser.add_argument("--description", type=Path, default=base / "input/description/description.json")
    options = Options(**vars(parser.parse_args(arguments)))
    return run(lambda: prepare(options))


if __name__ == "__main__":
    sys.exit(main())
