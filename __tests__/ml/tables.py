"""Descriptions of tables, and tables drawn by a seed."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

FEATURES = ("BIRADS", "Age", "Shape", "Margin", "Density")


def description(
    columns: dict[str, str],
    target: str,
    classes: tuple[str, ...] = (),
    contract: str = "built-in",
) -> dict:
    """The content of description.json."""
    task = {0: "regression", 2: "binary"}.get(len(classes), "multiclass")
    described: dict = {
        "columns": [{"name": name, "type": type} for name, type in columns.items()],
        "contract": contract,
        "target": target,
        "task": task,
    }
    return {**described, "classes": list(classes)} if classes else described


MAMMOGRAPHY = description(
    {**{name: "number" for name in FEATURES}, "severity": "number"}, "severity", ("0", "1")
)

# Every type, with the target in the middle.
EVERY_TYPE = {
    "length": "number",
    "sex": "category",
    "born": "date",
    "outcome": "category",
    "tagged": "boolean",
    "note": "text",
}
CLASSES = ("lost", "kept, for now", 'called "it"')


def animals(seed: int, rows: int) -> list[list[str]]:
    """Rows of EVERY_TYPE as a person might write them, every form of each type among them."""
    draw = random.Random(seed)
    days = ["2026-02-28", "1999-12-31T23:59:59.5Z", "2020-01-01 08:30+02:00", "?", "2026-02-28T00:00"]
    return [
        [
            draw.choice([f"{draw.gauss(0, 9):.3f}", str(draw.randrange(9)), "1e2", "-0", "", "NaN"]),
            draw.choice(["F", "M", " I ", "F", "ü, wide", 'so "called"', "?"]),
            draw.choice(days),
            CLASSES[index % len(CLASSES)],
            draw.choice(["yes", "N", "TRUE", "0", "", "f"]),
            draw.choice(["", "plain", " blanks ", "a, b", '""', "line\u2028separator"]),
        ]
        for index in range(rows)
    ]


def to_csv(rows: list[list[str]], header: dict[str, str] | None = None) -> str:
    """As Python's csv module writes it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([list(header), *rows] if header else rows)
    return text.getvalue()


def write_description(folder: Path, content: dict) -> Path:
    path = folder / "description.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
