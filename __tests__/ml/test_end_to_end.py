"""The scripts and the stand-ins together, job by job, as the two pipelines string them."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from pathlib import Path

from conftest import Job
from tables import MAMMOGRAPHY

import prepare_data

# The settings of the example's training pipeline.
HYPERPARAMETERS = {
    "objective": "binary:logistic",
    "eval_metric": "auc",
    "num_round": "50",
    "max_depth": "5",
    "eta": "0.2",
    "gamma": "4",
    "min_child_weight": "6",
    "subsample": "0.7",
}


def succeed(job: Job, script: str, *arguments: str) -> None:
    done = job.run_ours(script, MAMMOGRAPHY, *arguments)
    assert done.returncode == 0, done.stderr


def check(folder: Path, baseline: Job, batch: Path) -> dict:
    job = Job(folder)
    job.put("processing/input/batch/" + batch.name, batch.read_bytes())
    for name in ("statistics", "constraints"):
        job.put(
            f"processing/input/{name}/{name}.json", baseline.read(f"processing/output/baseline/{name}.json")
        )
    succeed(job, "data_quality.py", "check")
    return json.loads(job.read("processing/output/monitoring/drift.json"))


def test_from_the_data_set_to_predictions(source: Path, tmp_path: Path) -> None:
    prepare_data.prepare(source, tmp_path / "data", "mammo-batch-dataset")

    preprocess = Job(tmp_path / "preprocess")
    for part in ("part1", "part2"):
        name = f"mammo-train-dataset-{part}.csv"
        preprocess.put("processing/input/data/" + name, (tmp_path / "data" / name).read_bytes())
    succeed(preprocess, "preprocess.py")

    train = Job(tmp_path / "train")
    train.put("input/config/hyperparameters.json", HYPERPARAMETERS)
    train.put(
        "input/config/inputdataconfig.json",
        {name: {"ContentType": "text/csv"} for name in ("train", "validation")},
    )
    train.put("input/config/resourceconfig.json", {"current_host": "algo-1", "hosts": ["algo-1"]})
    for name in ("train", "validation"):
        train.put(f"input/data/{name}/{name}.csv", preprocess.read(f"processing/output/{name}/{name}.csv"))
    assert train.run("xgboost_train.py").returncode == 0

    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        tar.add(train.folder / "model/xgboost-model", arcname="xgboost-model")
    evaluate = Job(tmp_path / "evaluate")
    evaluate.put("processing/input/model/model.tar.gz", archive.getvalue())
    evaluate.put("processing/input/test/test.csv", preprocess.read("processing/output/test/test.csv"))
    evaluate.put(
        "processing/input/preparation/preparation.json",
        preprocess.read("processing/output/preparation/preparation.json"),
    )
    succeed(evaluate, "evaluate.py", "--metric", "auc", "--direction", "maximize")
    auc = json.loads(evaluate.read("processing/output/evaluation/evaluation.json"))[
        "binary_classification_metrics"
    ]["auc"]
    assert 0.82 <= auc["value"] <= 0.98
    assert auc["confidence_interval"]["lower"] < auc["value"] < auc["confidence_interval"]["upper"]

    baseline = Job(tmp_path / "baseline")
    baseline.put(
        "processing/input/baseline/baseline.csv", preprocess.read("processing/output/baseline/baseline.csv")
    )
    succeed(baseline, "data_quality.py", "baseline")
    clean = check(tmp_path / "clean", baseline, tmp_path / "data/mammo-batch-dataset.csv")
    older = tmp_path / "older.csv"
    rows = [line.split(",") for line in (tmp_path / "data/mammo-batch-dataset.csv").read_text().splitlines()]
    older.write_text("".join(f"{first},{float(age) + 40:g},{','.join(rest)}\n" for first, age, *rest in rows))
    drifted = check(tmp_path / "older", baseline, older)
    assert (clean["drifted"], clean["violation_count"]) == (False, 0)
    assert drifted["drifted"] and drifted["features"] == ["Age"]

    serve = Job(tmp_path / "serve")
    shutil.copytree(train.folder / "model", serve.folder / "model")
    batch = (tmp_path / "data/mammo-batch-dataset.csv").read_bytes()
    assert serve.serve("xgboost_serve.py", batch).returncode == 0
    predictions = [float(line) for line in serve.read("rehearsal/answers/0").splitlines()]
    assert len(predictions) == clean["rows"]
    assert all(0 < prediction < 1 for prediction in predictions)

    monitor = Job(tmp_path / "monitor")
    monitor.put("processing/input/predictions/batch.csv.out", "".join(f"4,{score}\n" for score in predictions))
    monitor.put(
        "processing/input/evaluation/evaluation.json",
        evaluate.read("processing/output/evaluation/evaluation.json"),
    )
    succeed(monitor, "model_quality.py", "--metric", "auc", "--direction", "maximize", "--threshold", "0.8")
    verdict = json.loads(monitor.read("processing/output/model-quality/drift.json"))
    assert (verdict["drifted"], verdict["inconclusive"]) == (False, False)
