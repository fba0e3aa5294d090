import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import { standInsOf } from "../../../rehearsal/story/stand-ins";
import { MODEL, ownModels, type Files } from "../../support/own-pipelines";
import { rehearse, storyOf } from "../../support/rehearsals";

const REPOSITORY = "team/scores";
const IMAGE = `222222222222.dkr.ecr.us-east-1.amazonaws.com/${REPOSITORY}:1`;

/** The example's description, for an image of one's own whose version has to beat the one in use. */
const { hyperparameters, ...example } = JSON.parse(
  readFileSync(join(projectRoot(), "models", MODEL, "model.json"), "utf8"),
) as Readonly<Record<string, unknown>> & { readonly metric: object };
void hyperparameters;
const described: Files = {
  "model.json": JSON.stringify({
    ...example,
    framework: "container",
    image: IMAGE,
    metric: { ...example.metric, improvement: 0.01 },
  }),
};

/** Takes for a row's score how often its BIRADS was severe in training. */
const scripts: Files = {
  [`stand-ins/${REPOSITORY}/train.py`]: `
import csv, json, os
from pathlib import Path

ml = Path(os.environ["REHEARSAL_ML"])
seen = {}
with open(ml / "input/data/train/train.csv", newline="") as file:
    for row in csv.DictReader(file):
        seen.setdefault(row["BIRADS"], []).append(int(row["severity"]))
(ml / "model/scores.json").write_text(json.dumps({key: sum(rows) / len(rows) for key, rows in seen.items()}))
`,
  [`stand-ins/${REPOSITORY}/serve.py`]: `
import json, os, sys
from pathlib import Path

scores = json.loads((Path(os.environ["REHEARSAL_ML"]) / "model/scores.json").read_text())
for request in json.loads(Path(sys.argv[2]).read_text())["requests"]:
    rows = Path(request["body"]).read_text().splitlines()
    answers = [str(scores.get(row.split(",")[0], 0.5)) for row in rows]
    Path(request["answer"]).write_text("\\n".join(answers) + "\\n")
`,
};

const modelWith = ownModels();

test("an image of one's own trains and is judged by what it predicts, where scripts stand in for it", async () => {
  modelWith({ ...described, ...scripts });
  const { chapters } = storyOf(await rehearse("--json", "--only", "1-3"));
  const { facts = {} } = chapters.at(-1) ?? {};
  expect(facts["steps"]).toEqual(
    expect.arrayContaining(
      [
        "Train",
        "CreateTrainedModel",
        "PredictTestRows",
        "VersionInUse",
        "CreateModelInUse",
        "PredictTestRowsInUse",
        "Evaluate",
        "RegisterModel",
      ].map((name) => expect.objectContaining({ name, status: "Succeeded" }) as object),
    ),
  );
  // By far better than chance, which is 0.5.
  expect(facts["metric"]).toBeGreaterThan(0.7);
});

test("without them nothing starts, and each image is named with what it is for", async () => {
  modelWith(described);
  const { code, stderr } = await rehearse("--json");
  expect(code).toBe(1);
  expect(stderr).toContain(
    `error [NotRehearsed]: nothing on this machine stands in for framework "container": ${IMAGE} to train, ${IMAGE} to serve\n`,
  );
});

test("scripts are found by repository and purpose, and other files passed over", () => {
  const folder = modelWith({ ...described, ...scripts, [`stand-ins/${REPOSITORY}/helper.py`]: "" });
  expect(standInsOf(MODEL)).toEqual({
    [REPOSITORY]: {
      train: join(folder, "stand-ins", REPOSITORY, "train.py"),
      serve: join(folder, "stand-ins", REPOSITORY, "serve.py"),
    },
  });
  modelWith(described);
  expect(standInsOf(MODEL)).toEqual({});
});
