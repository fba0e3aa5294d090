import {
  booleanParameter,
  conditionStep,
  equals,
  execution,
  floatParameter,
  greaterThan,
  greaterThanOrEqualTo,
  integerParameter,
  isIn,
  join,
  jsonGetFrom,
  lessThan,
  lessThanOrEqualTo,
  modelStep,
  not,
  or,
  pipeline,
  stringParameter,
  type Condition,
} from "../..";
import { BUCKET, proc, python, ROLE, XGBOOST } from "./common";

const s = stringParameter("S", { default: "a" });
const branching = (condition: Condition) =>
  python([conditionStep({ name: "C", conditions: [condition], ifSteps: [proc("A")] })], [s]);

export const conditions = {
  condition_all: () => {
    const i = integerParameter("I", { default: 1 });
    const f = floatParameter("F", { default: 0.5 });
    const b = booleanParameter("B", { default: true });
    const all = [
      equals(i, 1),
      equals(s, "a"),
      equals(b, true),
      greaterThan(f, 0.1),
      greaterThanOrEqualTo(i, 1),
      lessThan(1, i),
      lessThanOrEqualTo(f, 1.5),
    ];
    const step = conditionStep({ name: "C", conditions: all, ifSteps: [proc("A")], elseSteps: [proc("B")] });
    return python([step], [i, s, f, b]);
  },
  condition_in: () => branching(isIn(s, ["a", "b", s])),
  condition_not: () => branching(not(equals(s, "a"))),
  condition_or_nested: () => branching(or(not(isIn(s, ["a"])), or(equals(s, "b")))),
  depends_on_collection: () => {
    const model = modelStep({
      name: "M-CreateModel",
      arguments: {
        ExecutionRoleArn: ROLE,
        PrimaryContainer: {
          Environment: {},
          Image: XGBOOST,
          ModelDataUrl: `s3://${BUCKET}/m/model.tar.gz`,
        },
      },
    });
    return python([model, proc("C", { dependsOn: [model] })]);
  },
  experiment_config_none: () => pipeline({ steps: [proc()] }),
  jsonget_s3uri: () => {
    const report = join("/", ["s3:/", BUCKET, execution.PipelineExecutionId, "r.json"]);
    const step = conditionStep({
      name: "C",
      conditions: [lessThan(jsonGetFrom(report, "x", "Float"), 1)],
      ifSteps: [proc("Q")],
    });
    return python([proc(), step]);
  },
};
