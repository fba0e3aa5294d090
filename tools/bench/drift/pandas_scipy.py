"""Whether a batch still looks like the training data, as it is commonly written: pandas reads both, scipy's two-sample
Kolmogorov-Smirnov test compares each column, and a report is written. ml/data_quality.py is measured against it.

    pandas_scipy.py BASELINE BATCH OUTPUT

It neither checks the rows, nor says which line is wrong, nor needs more than its samples to differ to call it drift.
"""

import json
import sys
from pathlib import Path

import pandas as pd
from scipy.stats import ks_2samp

SIGNIFICANCE = 0.01

baseline_folder, batch_folder, output = map(Path, sys.argv[1:])


def read(folder, **options):
    return pd.concat([pd.read_csv(file, na_values="?", **options) for file in sorted(folder.glob("*.csv"))])


baseline = read(baseline_folder)
batch = read(batch_folder, header=None, names=list(baseline.columns))
report = {}
for name in baseline.columns:
    test = ks_2samp(baseline[name].dropna(), batch[name].dropna())
    report[name] = {
        "distance": float(test.statistic),
        "drifted": bool(test.pvalue < SIGNIFICANCE / len(baseline.columns)),
        "missing": float(batch[name].isna().mean() - baseline[name].isna().mean()),
    }
output.mkdir(parents=True, exist_ok=True)
(output / "drift.json").write_text(json.dumps(report, indent=2))
