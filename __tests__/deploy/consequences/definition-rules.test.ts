import fc from "fast-check";
import { isJsonList, isJsonObject, type Json } from "sagemaker-pipeline-definitions";
import { CLASSES, type ConsequenceClass } from "../../../deploy/consequences/classes";
import { consequencesOf } from "../../../deploy/consequences/consequences";
import { apply } from "../../../deploy/apply";
import { desiredOf, type Desired, type PipelineKind } from "../../../deploy/desired";
import { plan, type Plan } from "../../../deploy/plan";
import { jsonValues } from "../../../packages/pipeline-definitions/__tests__/json-values";
import { FakeAws } from "../support/fake-aws";
import { prodSources, silent } from "../support/sources";

const desired = desiredOf(prodSources());

/** Places in a definition, by the text of the member in front of them; what stands there instead; what that means. */
const CASES: readonly (readonly [PipelineKind, string, RegExp, string, ConsequenceClass])[] = [
  ["train", "a hyperparameter", /"eta":"0.2"/, '"eta":"0.1"', "retrains"],
  [
    "train",
    "the preprocessing script",
    /code\/[0-9a-f]{64}\/preprocess\.py/,
    `code/${"0".repeat(64)}/preprocess.py`,
    "retrains",
  ],
  [
    "train",
    "the evaluation script",
    /code\/[0-9a-f]{64}\/evaluate\.py/,
    `code/${"0".repeat(64)}/evaluate.py`,
    "retrains",
  ],
  [
    "train",
    "the baseline's script",
    /code\/[0-9a-f]{64}\/data_quality\.py/,
    `code/${"0".repeat(64)}/data_quality.py`,
    "runs-otherwise",
  ],
  [
    "train",
    "the machines of the training",
    /"InstanceCount":1,"InstanceType":\{"Get":"Parameters.TrainingInstanceType"\}/,
    '"InstanceCount":2,"InstanceType":{"Get":"Parameters.TrainingInstanceType"}',
    "retrains",
  ],
  [
    "train",
    "the status of new versions",
    /"DefaultValue":"PendingManualApproval"/,
    '"DefaultValue":"Approved"',
    "predictions-change",
  ],
  ["train", "the threshold", /"DefaultValue":0.5/, '"DefaultValue":0.8', "retrains"],
  [
    "train",
    "the training data",
    /"DefaultValue":"s3:[^"]*train-dataset/,
    '"DefaultValue":"s3://other',
    "retrains",
  ],
  [
    "train",
    "the role of the jobs",
    /"RoleArn":"[^"]*"/,
    '"RoleArn":"arn:aws:iam::222222222222:role/other"',
    "widens-permission",
  ],
  ["train", "the time of a run", /"MaxRuntimeInSeconds":3600/, '"MaxRuntimeInSeconds":7200', "costs"],
  ["train", "a disk", /"VolumeSizeInGB":30/, '"VolumeSizeInGB":40', "costs"],
  ["train", "a key among other arguments", /"OutputDataConfig":/, '"Other":', "widens-permission"],
  [
    "train",
    "what a version says of a script",
    /"code_evaluate.py":"[0-9a-f]{64}"/,
    `"code_evaluate.py":"${"0".repeat(64)}"`,
    "cosmetic",
  ],
  ["train", "what a model card says", /Severity of/, "Gravity of", "cosmetic"],
  ["inference", "what is told of predictions", /"batch":/, '"data":', "runs-otherwise"],
  ["train", "a description", /Trains with/, "Trained by", "cosmetic"],
  ["train", "a step that is not known", /"Name":"Evaluate","/, '"Name":"Judge","Unknown":1,"', "retrains"],
  [
    "inference",
    "the script that monitors",
    /code\/[0-9a-f]{64}\/data_quality\.py/,
    `code/${"0".repeat(64)}/data_quality.py`,
    "runs-otherwise",
  ],
  [
    "inference",
    "the function that chooses the version",
    /"FunctionArn":"[^"]*"/,
    '"FunctionArn":"arn:aws:lambda:us-east-1:222222222222:function:other"',
    "predictions-change",
  ],
  ["inference", "how rows are joined", /"JoinSource":"Input"/, '"JoinSource":"None"', "predictions-change"],
  [
    "inference",
    "the batch",
    /"DefaultValue":"s3:[^"]*"/,
    '"DefaultValue":"s3://other/batch.csv"',
    "predictions-change",
  ],
  ["inference", "where predictions go", /\/predictions/, "/elsewhere", "runs-otherwise"],
  [
    "inference",
    "the key of the predictions",
    /"KmsKeyId":"[^"]*"/,
    '"KmsKeyId":"alias/other"',
    "widens-permission",
  ],
  ["inference", "an unknown member of the pipeline", /^\{/, '{"Strange":1,', "predictions-change"],
];

/** The plan of what should be there, where something else is. */
async function planFrom(kind: PipelineKind, change: (definition: string) => string): Promise<Plan> {
  const aws = new FakeAws();
  await apply(desired, aws, silent);
  const name = nameOf(desired, kind);
  const stored = aws.stored.get(name);
  if (stored === undefined) throw new Error(`there is no ${name}`);
  aws.stored.set(name, { ...stored, definition: change(stored.definition) });
  return plan(desired, aws, silent);
}

function nameOf({ pipelines }: Desired, kind: PipelineKind): string {
  return pipelines.find((pipeline) => pipeline.kind === kind)?.name ?? "";
}

test.each(CASES)("%s: %s", async (kind, _what, place, instead, expected) => {
  let found = false;
  const planned = await planFrom(kind, (definition) => {
    found = place.test(definition);
    return definition.replace(place, instead);
  });
  expect(found).toBe(true);
  expect(consequencesOf(planned).worst).toBe(expected);
});

test("each change of any definition is told once, in one class", async () => {
  const { pipelines } = desired;
  const before = await planFrom("train", (definition) => definition);
  expect(consequencesOf(before)).toMatchObject({ verdict: "nothing changes", changes: 0, consequences: [] });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...pipelines),
      fc.infiniteStream(fc.nat(9)),
      jsonValues(),
      async (pipeline, dice, value) => {
        const bent = (json: Json): Json => bend(json, () => Number(dice.next().value), value);
        const planned = await planFrom(pipeline.kind, (text) =>
          JSON.stringify(bent(JSON.parse(text) as Json)),
        );
        const found = consequencesOf(planned).consequences;
        expect(
          found.every((consequence) => CLASSES.includes(consequence.class) && consequence.why !== ""),
        ).toBe(true);
        for (const { differences, cache } of planned.pipelines) {
          const told = found.filter(({ subject }) => subject === pipeline.kind);
          if (differences.length > 0)
            expect(told.length).toBeGreaterThanOrEqual(differences.length + cache.length);
        }
        const changes = planned.pipelines.reduce((sum, { differences }) => sum + differences.length, 0);
        expect(found.length > 0).toBe(changes > 0);
      },
    ),
    { numRuns: 25 },
  );
});

/** About one value in ten is another one, or gone. */
function bend(json: Json, roll: () => number, value: Json): Json {
  if (isJsonList(json)) return json.map((item) => bend(item, roll, value));
  if (isJsonObject(json)) {
    return Object.fromEntries(Object.entries(json).map(([key, own]) => [key, bend(own, roll, value)]));
  }
  return roll() === 0 && roll() < 3 ? value : json;
}
