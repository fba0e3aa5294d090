"""Reads tables as every job does, with ml/tabular.py: on stdin a JSON list of {"path", "columns", "target", "classes"},
on stdout what is wrong with each, or null, and the lines whose cells do not fit, by column."""

import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[3] / "ml"))

from tabular import Column, DataError, read


def outcome(table):
    columns = [
        Column(each["name"], each["type"], *((tuple(table["classes"]), True) if each["name"] == table["target"] else ()))
        for each in table["columns"]
    ]
    misfits = {column.name: [] for column in columns}
    try:
        for chunk in read(Path(table["path"]), columns, header="maybe", collect=True):
            for name, found in chunk.misfits.items():
                misfits[name] += [misfit.line for misfit in found]
    except DataError as error:
        return {"error": str(error), "misfits": misfits}
    return {"error": None, "misfits": misfits}


print(json.dumps([outcome(table) for table in json.load(sys.stdin)]))
