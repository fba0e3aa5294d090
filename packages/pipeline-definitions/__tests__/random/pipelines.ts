/** Random pipelines by the typed builder, of everything that it has. */
import fc from "fast-check";
import type { PipelineDefinition, RetryPolicy, Step, StepDependency } from "../..";
import { lib } from "./counted";
import { decisions } from "./decisions";
import { JOBS } from "./jobs";
import { pick, type Choice, type Known, type Made } from "./known";
import { LOOPS } from "./loops";
import { MODELS } from "./models";
import { OTHERS } from "./others";

const MAKERS = { ...JOBS, ...MODELS, ...OTHERS, ...LOOPS };
/** No digit ends a name: in loops the service puts some behind those of the body's steps. */
const NAME = /^[A-Za-z0-9_-]{0,63}[A-Za-z_-]$/;

const retries: fc.Arbitrary<RetryPolicy> = fc
  .record({
    on: fc.subarray(
      [
        "Step.SERVICE_FAULT",
        "Step.THROTTLING",
        "SageMaker.CAPACITY_ERROR",
        "SageMaker.RESOURCE_LIMIT",
      ] as const,
      { minLength: 1 },
    ),
    end: fc.constantFrom("attempts", "minutes", "the service's"),
    most: fc.nat(20),
    wait: fc.constantFrom({}, { intervalSeconds: 43_200, backoffRate: 1.5 }),
  })
  .map(({ on, end, most, wait }): RetryPolicy => {
    if (end === "minutes") return { on, ...wait, expireAfterMinutes: most * 720 };
    return end === "attempts" ? { on, ...wait, maxAttempts: most } : { on, ...wait };
  });

const choiceOf = (inner: fc.Arbitrary<readonly Choice[]>): fc.Arbitrary<Choice> =>
  fc.record({
    kind: fc.constantFrom(...Object.keys(MAKERS), "condition", "condition", "forEach"),
    name: fc.stringMatching(NAME),
    use: fc.nat(500),
    cached: fc.constantFrom<Choice["cached"]>(false, false, true, "P30D", "off"),
    retries: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(retries, { maxLength: 2 })),
    described: fc.boolean(),
    waits: fc.boolean(),
    decision: decisions,
    inner,
  });
const INNERMOST = choiceOf(fc.constant([]));
const INNER = choiceOf(fc.array(INNERMOST, { maxLength: 3 }));

/** What a pipeline is made of: steps, their branches and what these hold, and the pipeline's own settings. */
export const plans = fc.record({
  choices: fc.array(choiceOf(fc.array(INNER, { maxLength: 4 })), { maxLength: 10 }),
  filed: fc.constantFrom<"no" | "fixed" | "variable">("no", "fixed", "variable"),
  noted: fc.boolean(),
  atOnce: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
});
export type Plan = typeof plans extends fc.Arbitrary<infer T> ? T : never;

/** A pipeline that uses all of its parameters and nothing that comes later. */
export function build({ choices, filed, noted }: Plan): PipelineDefinition {
  const place = lib.stringParameter("Place", {
    default: "s3://bucket/in",
    description: "Where the data lies",
  });
  const given = lib.stringParameter("Given");
  const count = lib.integerParameter("Count", { default: 1 });
  const share = lib.floatParameter("Share", { default: 0.5 });
  const sure = lib.booleanParameter("Sure", { default: false });
  const machine = lib.enumParameter("Machine", ["ml.m5.large", "ml.m5.xlarge"], { default: "ml.m5.large" });
  const kept = lib.rawParameter({ Name: "Kept", Type: "String", DefaultValue: "s3://bucket/kept" });
  const texts = filed === "no" ? [] : [lib.experimentConfig.ExperimentName];
  const start: Known = {
    texts: [place, given, kept, ...texts, lib.execution.PipelineExecutionId],
    names: [lib.execution.PipelineName],
    numbers: [count, share],
    flags: [sure],
    files: [],
    conditions: [lib.equals(machine, "ml.m5.large")],
    steps: [],
    machine,
    count,
  };
  const everything = lib.lambdaStep({
    name: "Everything",
    functionArn: "arn:aws:lambda:us-east-1:111122223333:function:f",
    inputs: { place, given, count, share, sure, machine, kept },
  });
  const used = new Set([everything.name]);
  return lib.pipeline({
    parameters: [place, given, count, share, sure, machine, kept],
    steps: [everything, ...makeAll(choices, start, used).map(({ step }) => step)],
    ...(filed === "no"
      ? {}
      : {
          experiment: {
            ExperimentName: filed === "fixed" ? "fixed" : given,
            TrialName: lib.execution.PipelineExecutionId,
          },
        }),
    ...(filed === "variable" ? { mlflow: { MlflowResourceArn: given } } : {}),
    ...(noted ? { metadata: { by: "a test", of: { depth: [1, true, null] } } } : {}),
  });
}

function makeAll(choices: readonly Choice[], before: Known, used: Set<string>): readonly Made[] {
  const all: Made[] = [];
  let known = before;
  for (const choice of choices) {
    const made = make(choice, known, used);
    const { texts = [], names = [], numbers = [], flags = [], files = [], conditions = [] } = made;
    all.push(made);
    known = {
      ...known,
      texts: [...known.texts, ...texts],
      names: [...known.names, ...names],
      numbers: [...known.numbers, ...numbers],
      flags: [...known.flags, ...flags],
      files: [...known.files, ...files],
      conditions: [...known.conditions, ...conditions],
      steps: [...known.steps, made.step],
    };
  }
  return all;
}

function make(choice: Choice, known: Known, used: Set<string>): Made {
  const name = used.has(choice.name) ? `${choice.name.slice(0, 58)}_${used.size}_` : choice.name;
  used.add(name);
  const { cached, waits, described, use } = choice;
  // Nothing runs after a Fail step.
  const ended = known.steps.filter(({ definition }) => definition.Type !== "Fail");
  const waitFor = ended[use % Math.max(1, ended.length)];
  const maker = Object.entries(MAKERS).find(([kind]) => kind === choice.kind)?.[1] ?? MAKERS.fail;
  return maker({
    choice,
    known,
    common: {
      name,
      ...(waits && waitFor !== undefined ? { dependsOn: [dependency(waitFor, use)] } : {}),
      ...(described ? { displayName: `${name} for people`, description: "What it does\nand why" } : {}),
    },
    cache:
      cached === false
        ? {}
        : {
            cache:
              cached === true
                ? true
                : { expireAfter: "P30D", ...(cached === "off" ? { enabled: false } : {}) },
          },
    retry: choice.retries.length === 0 ? {} : { retry: choice.retries },
    own: lib.join("/", ["s3://bucket", lib.execution.PipelineExecutionId, name]),
    branch: (choices, { texts } = { texts: [] }) =>
      makeAll(choices, { ...known, texts: [...texts, ...known.texts] }, used),
  });
}

function dependency(step: Step, use: number): Step | string | StepDependency {
  if (use % 3 === 0) return { step, trigger: pick(["Completed", "Failed", "Stopped", "Any"] as const, use) };
  return use % 3 === 1 ? step : step.name;
}
