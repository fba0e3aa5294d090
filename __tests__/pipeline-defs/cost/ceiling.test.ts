import fc from "fast-check";
import { costCeiling, isUnknown } from "../../../pipeline-defs/cost/ceiling";
import type { Prices } from "../../../pipeline-defs/cost/prices";
import type { Json, JsonObject } from "sagemaker-pipeline-definitions";
import { STEP_TYPES } from "sagemaker-pipeline-definitions/service-model";
import {
  condition,
  definitions,
  pipelineOf,
  processing,
} from "../../../packages/pipeline-definitions/__tests__/diff/definitions";

/** A dollar an hour, ten for a big one; no price of anything else. */
const prices: Prices = (region, _job, instanceType) => {
  const usd = { "ml.small": 1, "ml.big": 10 }[instanceType];
  if (region !== "here" || usd === undefined) return undefined;
  return { usd, date: "2026-01-01", source: "made up", url: "https://example.org" };
};

function job(name: string, hours: number, machines: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return processing(
    name,
    {
      ProcessingResources: { ClusterConfig: { InstanceType: "ml.small", InstanceCount: 1, ...machines } },
      StoppingCondition: { MaxRuntimeInSeconds: hours * 3600 },
    },
    more,
  );
}

function training(args: JsonObject, more: JsonObject = {}): JsonObject {
  const own = {
    ResourceConfig: { InstanceType: "ml.small", InstanceCount: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  };
  return { Name: "T", Type: "Training", Arguments: { ...own, ...args }, ...more };
}

function ceiling(steps: readonly JsonObject[], parameters: readonly JsonObject[] = []) {
  return costCeiling(pipelineOf(steps, parameters), "here", prices);
}

const get = (name: string): JsonObject => ({ Get: `Parameters.${name}` });
const retry = (...policies: JsonObject[]) => ({ RetryPolicies: policies });

describe("a step", () => {
  test.each<[string, JsonObject, number]>([
    ["instances × price × hours", job("S", 2, { InstanceType: "ml.big", InstanceCount: 3 }), 60],
    [
      "a processing job without a limit: a day",
      {
        ...job("S", 1),
        Arguments: { ProcessingResources: { ClusterConfig: { InstanceType: "ml.small", InstanceCount: 1 } } },
      },
      24,
    ],
    ["a check", { ...job("S", 2), Type: "QualityCheck" }, 2],
    ["a training", training({}), 1],
    ["a training without a limit: a day", training({ StoppingCondition: {} }), 24],
    [
      "groups of machines",
      training({
        ResourceConfig: {
          InstanceGroups: [
            { InstanceType: "ml.small", InstanceCount: 2, InstanceGroupName: "a" },
            { InstanceType: "ml.big", InstanceCount: 1, InstanceGroupName: "b" },
          ],
        },
      }),
      12,
    ],
    [
      "a warm pool",
      training({
        ResourceConfig: { InstanceType: "ml.small", InstanceCount: 1, KeepAlivePeriodInSeconds: 1800 },
      }),
      1.5,
    ],
  ])("%s", (_what, step, usd) => {
    expect(ceiling([step])).toMatchObject({ usd, unknown: [], steps: [{ step: step.Name, usd }] });
  });

  test.each<[string, JsonObject, number]>([
    ["after a failed job", retry({ ExceptionType: ["SageMaker.JOB_INTERNAL_ERROR"], MaxAttempts: 3 }), 4],
    ["with the service's default", retry({ ExceptionType: ["SageMaker.CAPACITY_ERROR"] }), 6],
    [
      "by each policy",
      retry(
        { ExceptionType: ["SageMaker.CAPACITY_ERROR"], MaxAttempts: 1 },
        { ExceptionType: ["SageMaker.RESOURCE_LIMIT"], MaxAttempts: 2 },
      ),
      4,
    ],
    ["by the clock", retry({ ExceptionType: ["SageMaker.CAPACITY_ERROR"], ExpireAfterMin: 90 }), 2.5],
    [
      "never after an error before any machine runs",
      retry({ ExceptionType: ["Step.THROTTLING"], MaxAttempts: 20 }),
      1,
    ],
  ])("is tried again %s", (_what, more, usd) => {
    expect(ceiling([job("S", 1, {}, more)]).usd).toBe(usd);
  });

  test("has the parameters' defaults", () => {
    const step = job("S", 1, { InstanceType: get("Type"), InstanceCount: get("Count") });
    const parameters = [
      { Name: "Type", Type: "String", DefaultValue: "ml.big" },
      { Name: "Count", Type: "Integer", DefaultValue: 2 },
    ];
    expect(ceiling([step], parameters).usd).toBe(20);
  });

  test.each(["Condition", "EndpointConfig", "Fail", "Lambda", "Lineage", "Model", "RegisterModel"])(
    "of type %s runs no machines",
    (Type) => {
      expect(ceiling([{ Name: "S", Type, Arguments: {} }])).toMatchObject({ usd: 0, steps: [], unknown: [] });
    },
  );
});

describe("a tuning step", () => {
  const tuning = (limits: JsonObject, own: JsonObject, more: JsonObject = {}): JsonObject => ({
    Name: "T",
    Type: "Tuning",
    Arguments: { HyperParameterTuningJobConfig: { ResourceLimits: limits }, ...own },
    ...more,
  });
  const single = (config: JsonObject) => ({
    TrainingJobDefinition: {
      HyperParameterTuningResourceConfig: config,
      StoppingCondition: { MaxRuntimeInSeconds: 7200 },
    },
  });
  const small = { InstanceType: "ml.small", InstanceCount: 1 };

  test.each<[string, JsonObject, JsonObject, number]>([
    ["its jobs", { MaxNumberOfTrainingJobs: 10, MaxParallelTrainingJobs: 2 }, single(small), 20],
    [
      "its own end",
      { MaxNumberOfTrainingJobs: 10, MaxParallelTrainingJobs: 2, MaxRuntimeInSeconds: 3600 },
      single(small),
      2,
    ],
    ["its own end alone", { MaxParallelTrainingJobs: 3, MaxRuntimeInSeconds: 3600 }, single(small), 3],
    [
      "the dearest of its configurations",
      { MaxNumberOfTrainingJobs: 1, MaxParallelTrainingJobs: 1 },
      single({ InstanceConfigs: [small, { InstanceType: "ml.big", InstanceCount: 1 }] }),
      20,
    ],
    [
      "the dearest of its definitions",
      { MaxNumberOfTrainingJobs: 1, MaxParallelTrainingJobs: 1 },
      {
        TrainingJobDefinitions: [
          {
            DefinitionName: "a",
            HyperParameterTuningResourceConfig: small,
            StoppingCondition: { MaxRuntimeInSeconds: 3600 },
          },
          {
            DefinitionName: "b",
            ResourceConfig: { ...small, InstanceCount: 5 },
            StoppingCondition: { MaxRuntimeInSeconds: 3600 },
          },
        ],
      },
      5,
    ],
  ])("is bounded by %s", (_what, limits, own, usd) => {
    expect(ceiling([tuning(limits, own)])).toMatchObject({ usd, unknown: [] });
  });

  test("is not tried again after an internal error, which its jobs see to themselves", () => {
    const limits = { MaxNumberOfTrainingJobs: 1, MaxParallelTrainingJobs: 1 };
    const policies = retry(
      { ExceptionType: ["SageMaker.JOB_INTERNAL_ERROR"], MaxAttempts: 9 },
      { ExceptionType: ["SageMaker.CAPACITY_ERROR"], MaxAttempts: 1 },
    );
    expect(ceiling([tuning(limits, single(small), policies)]).usd).toBe(4);
  });
});

describe("what is not known is said", () => {
  test.each<[string, JsonObject, string, RegExp]>([
    ["an instance type without a price", job("S", 1, { InstanceType: "ml.rare" }), "Unknown", /ml\.rare/],
    [
      "a parameter without default",
      job("S", 1, { InstanceType: get("Type") }),
      "Unknown",
      /InstanceType.*Parameters\.Type/,
    ],
    [
      "a count out of another step",
      job("S", 1, { InstanceCount: { Get: "Steps.X.Y" } }),
      "Unknown",
      /InstanceCount.*Steps\.X\.Y/,
    ],
    ["no machines at all", processing("S"), "Unknown", /InstanceType/],
    ["another type of step", { Name: "S", Type: "Quantum", Arguments: {} }, "Unknown", /Quantum/],
    [
      "a tuning job without an end",
      { Name: "S", Type: "Tuning", Arguments: {} },
      "Unknown",
      /MaxParallelTrainingJobs/,
    ],
    ["a transform", { Name: "S", Type: "Transform", Arguments: {} }, "Unbounded", /no limit of its run time/],
    ["an endpoint", { Name: "S", Type: "Endpoint", Arguments: {} }, "Unbounded", /until it is deleted/],
    [
      "a check of a model",
      { ...job("S", 1), Type: "ClarifyCheck", CheckType: "MODEL_BIAS" },
      "Unbounded",
      /endpoint/,
    ],
    ["AutoML", { Name: "S", Type: "AutoML", Arguments: {} }, "Unbounded", /chooses/],
    ["EMR", { Name: "S", Type: "EMR", Arguments: {} }, "Unbounded", /EMR/],
  ])("%s", (_what, step, code, message) => {
    const found = ceiling([step, job("Known", 1)]);
    expect(found.usd).toBe(1);
    expect(found.unknown).toEqual([
      { step: "S", type: step.Type, code, message: expect.stringMatching(message) as string },
    ]);
  });

  test("a Region without prices", () => {
    const found = costCeiling(pipelineOf([job("S", 1)]), "mars-north-1", prices);
    expect(found.unknown).toMatchObject([
      { step: "S", message: expect.stringContaining("mars-north-1") as string },
    ]);
  });
});

test.each([...STEP_TYPES.keys()])("a %s step, which the library knows, is known here", (type) => {
  for (const cost of ceiling([{ Name: "S", Type: type, Arguments: {} }]).steps) {
    expect(cost).not.toMatchObject({ message: expect.stringContaining("are not known") as string });
  }
});

test("a cleanup runs no machines, and a job of CreateJob has no ceiling that a budget could hold", () => {
  const cleanup = { Name: "C", Type: "Cleanup", Arguments: { Resources: { S3: [{ StepName: "A" }] } } };
  const found = ceiling([job("A", 1), cleanup, { Name: "J", Type: "Job", Arguments: {} }]);
  expect(found).toMatchObject({ usd: 1, steps: [{ step: "A" }, { step: "J" }] });
  expect(found.unknown).toEqual([
    {
      step: "J",
      type: "Job",
      code: "Unbounded",
      message: "CreateJob takes neither machines nor a limit of its run time",
    },
  ]);
});

describe("a loop", () => {
  const loop = (items: Json, ...body: JsonObject[]): JsonObject => ({
    Name: "Loop",
    Type: "ForEach",
    Arguments: { IterableItems: items, MaxConcurrency: 2, ForEachBody: body },
  });

  test("costs what its steps cost, once for each item, whatever runs at once", () => {
    const retried = job("B", 2, {}, retry({ ExceptionType: ["SageMaker.CAPACITY_ERROR"], MaxAttempts: 1 }));
    const found = ceiling([job("A", 1), loop(["x", "y", { Get: "Parameters.P" }], job("L", 1), retried)]);
    expect(found).toMatchObject({ usd: 1 + 3 * (1 + 4), unknown: [], paths: [{ branches: [], usd: 16 }] });
    expect(found.steps).toMatchObject([
      { step: "A", usd: 1, iterations: 1 },
      { step: "L", usd: 3, iterations: 3, attempts: 1 },
      { step: "B", usd: 12, iterations: 3, attempts: 2 },
    ]);
  });

  test("goes through the list that its parameter holds by default", () => {
    const parameter = { Name: "Items", Type: "String", DefaultValue: '[{"name": "a"}, {"name": "b"}]' };
    expect(ceiling([loop(get("Items"), job("L", 1))], [parameter])).toMatchObject({ usd: 2, unknown: [] });
  });

  test.each<[string, Json]>([
    ["another step gives", { Get: "Steps.A.OutputParameters['items']" }],
    ["a parameter without default gives", get("Items")],
    ["no list is", "a"],
  ])(
    "through items that %s has no ceiling that could be known, unless it runs no machines",
    (_what, items) => {
      const lambda = { Name: "F", Type: "Lambda", FunctionArn: "f", Arguments: {} };
      const found = ceiling([job("A", 1), loop(items, job("L", 1), lambda)]);
      expect(found).toMatchObject({ usd: 1, paths: [{ usd: 1, unknown: ["L"] }] });
      expect(found.unknown).toEqual([
        {
          step: "L",
          type: "Processing",
          code: "Unknown",
          message: expect.stringMatching(/^Loop: its IterableItems is known only when it starts/) as string,
        },
      ]);
      expect(ceiling([loop(items, lambda)]).unknown).toEqual([]);
    },
  );

  test("in a branch counts on the paths through it", () => {
    const gate = condition("Gate", [loop([1, 2], job("L", 3))], [job("E", 1)]);
    expect(ceiling([gate]).paths.map(({ usd }) => usd)).toEqual([6, 1]);
  });

  test("keeps the ceilings that its steps have when one has none", () => {
    const transform = { Name: "X", Type: "Transform", Arguments: {} };
    expect(ceiling([loop([1, 2], job("L", 3), transform)])).toMatchObject({
      usd: 6,
      unknown: [{ step: "X", code: "Unbounded" }],
    });
  });
});

describe("paths", () => {
  const usd = (steps: readonly JsonObject[]) =>
    ceiling(steps).paths.map((path) => [
      path.branches.map(({ condition: at, side }) => `${at}:${side}`).join(" "),
      path.usd,
    ]);

  test("without a condition there is one", () => {
    expect(usd([job("A", 1), job("B", 2)])).toEqual([["", 3]]);
  });

  test("a condition takes one branch or the other", () => {
    expect(usd([job("A", 1), condition("Gate", [job("B", 5)], [job("C", 2)])])).toEqual([
      ["Gate:IfSteps", 6],
      ["Gate:ElseSteps", 3],
    ]);
  });

  test("conditions in conditions and side by side", () => {
    const inner = condition("Inner", [job("B", 4)], []);
    expect(usd([condition("Gate", [inner], [job("C", 1)]), condition("Other", [job("D", 2)])])).toEqual([
      ["Gate:IfSteps Inner:IfSteps Other:IfSteps", 6],
      ["Gate:IfSteps Inner:IfSteps Other:ElseSteps", 4],
      ["Gate:ElseSteps Other:IfSteps", 3],
      ["Gate:IfSteps Inner:ElseSteps Other:IfSteps", 2],
      ["Gate:ElseSteps Other:ElseSteps", 1],
      ["Gate:IfSteps Inner:ElseSteps Other:ElseSteps", 0],
    ]);
  });

  test("of equally dear ones that with a step without ceiling comes first", () => {
    const transform = { Name: "X", Type: "Transform", Arguments: {} };
    const [first, second] = ceiling([condition("Gate", [], [transform])]).paths;
    expect(first).toEqual({ branches: [{ condition: "Gate", side: "ElseSteps" }], usd: 0, unknown: ["X"] });
    expect(second?.unknown).toEqual([]);
  });

  test("of many conditions the dearest paths are listed, and that there are more", () => {
    const gates = Array.from({ length: 30 }, (_, index) => condition(`G${index}`, [job(`S${index}`, 1)]));
    const found = ceiling(gates);
    expect([found.usd, found.paths.length, found.morePaths]).toEqual([30, 32, true]);
    expect(found.paths.at(-1)?.usd).toBe(28);
  });

  test("the ceiling is the dearest path's, and the steps of no path cost more", () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const { usd: most, paths, steps } = costCeiling(withMachines(definition), "here", prices);
        const all = steps.reduce((sum, cost) => sum + (isUnknown(cost) ? 0 : cost.usd), 0);
        expect(most).toBe(Math.max(...paths.map((path) => path.usd)));
        expect(most).toBeLessThanOrEqual(all);
      }),
    );
  });
});

/** Every processing step on one small machine for an hour. */
function withMachines(json: Json): Json {
  const text = JSON.stringify(json, (_key, value: Json) =>
    typeof value === "object" && value !== null && "Type" in value && value.Type === "Processing"
      ? { ...job("", 1), Name: value.Name }
      : value,
  );
  return JSON.parse(text) as Json;
}

test("what is no definition is refused", () => {
  expect(() => ceiling([job("S", 1), job("S", 1)])).toThrow(
    expect.objectContaining({ code: "NotADefinition" }) as Error,
  );
});
