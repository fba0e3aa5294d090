"""Training data as the blog's notebook prepares its own: pandas reads, `?` becomes NaN, columns become
floats, scikit-learn's SimpleImputer fills in medians, numpy splits at 70 and 85 %, pandas writes.
ml/preprocess.py is measured against it.

    notebook.py FOLDER OUTPUT

The blog: Promote pipelines in a multi-environment setup using Amazon SageMaker Model Registry, HashiCorp
Terraform, GitHub, and Jenkins CI/CD (preprocess_batch_data). It neither checks the rows, nor splits the
same rows the same way again.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline

FEATURES = ["BIRADS", "Age", "Shape", "Margin", "Density"]
LABEL = "severity"

folder, output = Path(sys.argv[1]), Path(sys.argv[2])
data = pd.concat(
    [pd.read_csv(file, header=None, names=[*FEATURES, LABEL]) for file in sorted(folder.glob("*.csv"))]
)
data = data.replace("?", "NaN").astype(np.float64)
imputer = ColumnTransformer([("num", Pipeline([("imputer", SimpleImputer(strategy="median"))]), FEATURES)])
rows = pd.DataFrame(np.column_stack([data.pop(LABEL), imputer.fit_transform(data)]))
shuffled = rows.sample(frac=1, random_state=200)
parts = np.split(shuffled, [int(0.7 * len(rows)), int(0.85 * len(rows))])
for name, part in zip(("train", "validation", "test"), parts):
    (output / name).mkdir(parents=True, exist_ok=True)
    part.to_csv(output / name / f"{name}.csv", header=False, index=False)
(output / "baseline").mkdir(parents=True, exist_ok=True)
parts[0].drop(columns=0).to_csv(output / "baseline" / "baseline.csv", header=FEATURES, index=False)
