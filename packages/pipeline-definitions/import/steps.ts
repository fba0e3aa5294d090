import type { Json, JsonObject } from "../json";
import { argumentsShape, generatedName } from "../service-model/service-model";
import { stepTypeOf } from "../service-model/step-types";
import type { StepEntry } from "../validate/indexed-definition";
import { objectsIn, outputNames } from "../validate/outputs";
import { call, list, literal, object, type Code, type Options } from "./code";
import { emr, emrServerless } from "./emr";
import { choice, FLAG, single, TEXT } from "./expressions";
import { lineage } from "./lineage";
import { branches, loop } from "./nested-steps";
import { cleanup, functionOptions, propertyFiles } from "./outputs";
import { request } from "./requests";
import { exactly, refuse, type Scope } from "./scope";
import { SHARED, sharedOptions } from "./step-options";

const [DISPLAY, DESCRIPTION, DEPENDS, CACHE, RETRY] = SHARED as [string, string, string, string, string];
const PLAIN = [DISPLAY, DESCRIPTION, DEPENDS];
const CACHED = [...PLAIN, CACHE];
const RETRIED = [...PLAIN, RETRY];
const BOTH = [...PLAIN, CACHE, RETRY];

type Own = (step: StepEntry, scope: Scope) => Options;

/** How a step type is written: its factory, the members that it shares with others, and its own. */
interface Writer {
  readonly factory: string;
  readonly shared: readonly string[];
  /** Its own members: those that the factory always writes, and those that it writes on demand. */
  readonly always?: readonly string[];
  readonly sometimes?: readonly string[];
  /** Members, or members of the arguments, that the factory writes and a definition may omit. */
  readonly spared?: readonly string[];
  readonly own: Own;
}

const CHECK = [
  "CheckType",
  "SkipCheck",
  "FailOnViolation",
  "RegisterNewBaseline",
  "ModelPackageGroupName",
  "SuppliedBaselineConstraints",
];

const FUNCTION = ["Arguments", "OutputParameters"];

const WRITERS: ReadonlyMap<string, Writer> = new Map(
  Object.entries<Writer>({
    AutoML: { factory: "autoMLStep", shared: BOTH, own: requestArguments },
    Callback: {
      factory: "callbackStep",
      shared: CACHED,
      always: ["SqsQueueUrl", "OutputParameters"],
      spared: FUNCTION,
      own: (step, scope) => [
        ["sqsQueueUrl", single(step.json.SqsQueueUrl, TEXT, scope)],
        ...functionOptions(step, scope),
      ],
    },
    ClarifyCheck: {
      factory: "clarifyCheckStep",
      shared: CACHED,
      always: CHECK,
      spared: CHECK,
      sometimes: ["ModelName"],
      own: (step, scope) => [
        ...checkOptions(step, scope),
        ["modelName", optional(step.json.ModelName, scope)],
      ],
    },
    Cleanup: { factory: "cleanupStep", shared: PLAIN, own: cleanup },
    Condition: {
      factory: "conditionStep",
      shared: PLAIN,
      spared: ["Arguments.IfSteps", "Arguments.ElseSteps"],
      own: branches,
    },
    EMR: { factory: "emrStep", shared: BOTH, own: emr },
    EMRServerless: { factory: "emrServerlessStep", shared: BOTH, own: emrServerless },
    Endpoint: { factory: "endpointStep", shared: BOTH, own: requestArguments },
    EndpointConfig: { factory: "endpointConfigStep", shared: BOTH, own: requestArguments },
    Fail: {
      factory: "failStep",
      shared: PLAIN,
      spared: ["Arguments.ErrorMessage"],
      own: (step, scope) => {
        const { ErrorMessage: message } = exactly(step.arguments, [], ["ErrorMessage"]);
        return [["message", message === undefined ? undefined : single(message, TEXT, scope)]];
      },
    },
    ForEach: { factory: "forEachStep", shared: PLAIN, own: loop },
    InferenceComponent: { factory: "inferenceComponentStep", shared: BOTH, own: requestArguments },
    Job: { factory: "jobStep", shared: BOTH, own: requestArguments },
    Lambda: {
      factory: "lambdaStep",
      shared: CACHED,
      always: ["FunctionArn", "OutputParameters"],
      spared: FUNCTION,
      own: (step, scope) => [
        ["functionArn", single(step.json.FunctionArn, TEXT, scope)],
        ...functionOptions(step, scope),
      ],
    },
    Lineage: { factory: "lineageStep", shared: PLAIN, own: lineage },
    Model: { factory: "modelStep", shared: RETRIED, own: requestArguments },
    Processing: {
      factory: "processingStep",
      shared: BOTH,
      sometimes: ["PropertyFiles"],
      own: (step, scope) => [...jobArguments(step, scope), ["propertyFiles", propertyFiles(step)]],
    },
    QualityCheck: {
      factory: "qualityCheckStep",
      shared: CACHED,
      always: [...CHECK, "SuppliedBaselineStatistics"],
      spared: [...CHECK, "SuppliedBaselineStatistics"],
      own: (step, scope) => [
        ...checkOptions(step, scope),
        ["suppliedBaselineStatistics", optional(step.json.SuppliedBaselineStatistics, scope)],
      ],
    },
    RegisterModel: { factory: "registerModelStep", shared: RETRIED, own: requestArguments },
    Training: { factory: "trainingStep", shared: BOTH, own: requestArguments },
    Transform: { factory: "transformStep", shared: BOTH, own: requestArguments },
    Tuning: { factory: "tuningStep", shared: BOTH, own: requestArguments },
  }),
);

/**
 * The call of a factory that makes a step, exactly as it stands in the definition.
 * @throws Untypeable where no factory does
 */
export function typedStep(step: StepEntry, scope: Scope): Code {
  const writer = WRITERS.get(step.type);
  if (writer === undefined) return refuse(`unknown step type ${step.type}`);
  const { always = [], sometimes = [], spared = [], shared } = writer;
  const absent = spared.filter((path) => !isThere(step, path));
  const needed = ["Arguments", ...always].filter((name) => !absent.includes(name));
  exactly(step.json, ["Name", "Type", ...needed], [...shared, ...sometimes]);
  const made = call(
    scope.use(writer.factory),
    object([...sharedOptions(step.json, scope), ...writer.own(step, scope)]),
  );
  return absent.length === 0
    ? made
    : call(scope.use("withoutFields"), made, list(absent.map((path) => literal(path))));
}

function isThere({ json, arguments: args }: StepEntry, path: string): boolean {
  const inner = /^Arguments\.(.+)$/.exec(path)?.[1];
  return (inner === undefined ? json[path] : args[inner]) !== undefined;
}

function requestArguments(step: StepEntry, scope: Scope): Options {
  const named = generatedName(step.type);
  const shape = argumentsShape(step.type) ?? "";
  return [["arguments", request(step.arguments, shape, scope, named === undefined ? [] : [named])]];
}

/** A processing job's outputs have names that the compiler knows. */
function jobArguments(step: StepEntry, scope: Scope): Options {
  const config = step.arguments.ProcessingOutputConfig as JsonObject | undefined;
  if (outputNames(step).length !== objectsIn(config?.Outputs).length) refuse("outputs without fixed names");
  return requestArguments(step, scope);
}

function optional(value: Json | undefined, scope: Scope): Code | undefined {
  return value === undefined || value === null ? undefined : single(value, TEXT, scope);
}

function checkOptions(step: StepEntry, scope: Scope): Options {
  const { json } = step;
  const flag = (value: Json | undefined, byDefault: boolean) =>
    value === undefined || value === byDefault ? undefined : single(value, FLAG, scope);
  if (json.ModelName === null) refuse("a model's name that is null");
  return [
    ["checkType", choice(json.CheckType, stepTypeOf(step.type).checkTypes ?? [])],
    ["skipCheck", flag(json.SkipCheck, false)],
    ["failOnViolation", flag(json.FailOnViolation, true)],
    ["registerNewBaseline", flag(json.RegisterNewBaseline, false)],
    ["modelPackageGroupName", optional(json.ModelPackageGroupName, scope)],
    ["suppliedBaselineConstraints", optional(json.SuppliedBaselineConstraints, scope)],
    ...jobArguments(step, scope),
  ];
}
