"""As many rows as are asked for, of the shape of a published file: its rows over and over, each age a
little other.

    rows.py SOURCE ROWS FOLDER

Drawn by a seed; writes FOLDER/part.csv, with `?` for missing, as published.
"""

import random
import sys
from pathlib import Path

SEED = 1
YEARS = 5

source, rows, folder = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
draw = random.Random(SEED)
published = [line.split(",") for line in source.read_text().split()]
folder.mkdir(parents=True, exist_ok=True)
with open(folder / "part.csv", "w") as file:
    for row in range(rows):
        code, age, *rest = published[row % len(published)]
        years = age if age == "?" else str(int(age) + draw.randint(-YEARS, YEARS))
        file.write(",".join((code, years, *rest)) + "\n")
