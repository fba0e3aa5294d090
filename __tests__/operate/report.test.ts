import type { Look, Step, Workload } from "../../operate/ports";
import { environmentData } from "../../operate/report";
import type { ObservedRun } from "../../operate/run-report";
import { failed, NOW, PROD, run, step, version } from "./support";

const JOB = "arn:aws:sagemaker:us-east-1:222222222222:processing-job/pipelines-x-MonitorInput-y";
const took = (number: string): Step =>
  step("LatestApprovedModel", { outputs: { model_package_version: number } });

/** What there is of prod: executions by pipeline, and whatever else is asked for by a fixed answer. */
function look(inferences: readonly ObservedRun[], asked: string[] = []): Look {
  const workload: Workload = {
    pipeline: () => Promise.resolve(undefined),
    versions: () => Promise.resolve([]),
    runs: (pipeline) => Promise.resolve(pipeline === PROD.inferencePipeline.name ? inferences : []),
    run: () => Promise.reject(new Error("not asked for")),
    steps: (arn) => Promise.resolve(inferences.find((one) => one.arn === arn)?.steps ?? []),
    parameters: (arn) => {
      asked.push(arn);
      return Promise.resolve({ transform_input: "s3://bucket/batch.csv" });
    },
    definition: () => Promise.resolve('{"Steps":[]}'),
    cause: () => Promise.reject(new Error("not asked for")),
    job: ({ kind, name }) =>
      Promise.resolve({
        kind,
        name,
        arguments: [],
        settings: {},
        inputs: [],
        outputs: [],
        message: "no drift",
      }),
    logTail: () => Promise.resolve(["the last line"]),
    subscriptions: () => Promise.resolve([]),
    schedule: () => Promise.resolve(undefined),
  };
  return { workload, registry: { versions: () => Promise.resolve([version(2), version(1)]) } };
}

const at = (minute: number) => new Date(NOW.getTime() - minute * 60_000);
const newer = run("inference", "newer", {
  started: at(1),
  steps: [took("2"), step("MonitorInput", { made: { processingJob: JOB } })],
});
const same = run("inference", "same", { started: at(2), steps: [took("2")] });
const older = run("inference", "older", { started: at(3), steps: [took("1")] });
const broken = { ...failed("inference", "broken", "DataDrift", "Age"), started: at(4) };

test("one execution of each outcome is told in full, every one with its steps", async () => {
  const asked: string[] = [];
  const data = await environmentData(PROD, look([newer, same, older, broken], asked), NOW);
  expect(data.runs.map(({ id, definition, steps }) => [id, definition !== undefined, steps.length])).toEqual([
    ["newer", true, 2],
    ["same", false, 1],
    ["older", true, 1],
    ["broken", true, 1],
  ]);
  expect(asked).toHaveLength(3);
  expect(Object.values(data.definitions)).toEqual([{ Steps: [] }]);
});

test("a job is told with what it said and the end of its log", async () => {
  const data = await environmentData(PROD, look([newer]), NOW);
  expect(data.runs[0]?.steps[1]?.job).toMatchObject({
    name: "pipelines-x-MonitorInput-y",
    message: "no drift",
    log: ["the last line"],
  });
});

test("versions come with who judged them, and the one that is live", async () => {
  const data = await environmentData(PROD, look([]), NOW);
  expect(data.live).toEqual({ version: 2 });
  expect(data.versions.map(({ version: number, reason }) => [number, reason])).toEqual([
    [2, "better in every segment"],
    [1, "better in every segment"],
  ]);
  expect(data.pipelines.train).toEqual({ state: "missing", commit: null, by: null, changed: [] });
});
