import { decide } from "./decisions";
import { lib } from "./counted";
import { pick, ROLE, type Maker } from "./known";

const OUTPUTS = { answer: "String", score: "Float", number: "Integer", sure: "Boolean" } as const;

const lambda: Maker = ({ choice, known, common, cache }) => {
  const file = pick(known.files, choice.use);
  const step = lib.lambdaStep({
    ...common,
    ...cache,
    functionArn: "arn:aws:lambda:us-east-1:111122223333:function:f",
    inputs: {
      text: pick(known.texts, choice.use) ?? "",
      number: pick(known.numbers, choice.use) ?? 1,
      flag: pick(known.flags, choice.use) ?? true,
      ...(file === undefined ? {} : { read: lib.jsonGet(file, "a.b", "String") }),
    },
    outputs: OUTPUTS,
  });
  return {
    step,
    texts: [step.outputs.answer],
    numbers: [step.outputs.score, step.outputs.number],
    flags: [step.outputs.sure],
  };
};

const callback: Maker = ({ choice, known, common, cache }) => {
  const step = lib.callbackStep({
    ...common,
    ...cache,
    sqsQueueUrl: "https://sqs.us-east-1.amazonaws.com/111122223333/q",
    inputs: { text: pick(known.texts, choice.use) ?? "", flag: pick(known.flags, choice.use) ?? true },
    outputs: OUTPUTS,
  });
  return {
    step,
    texts: [step.outputs.answer],
    numbers: [step.outputs.score],
    flags: [step.outputs.sure],
    conditions: [lib.isIn(step.outputs.answer, ["a", "b"])],
  };
};

const emr: Maker = ({ choice, known, common, cache, retry }) => {
  const StepConfig = {
    HadoopJarStep: { Jar: "s3://bucket/a.jar", Args: [pick(known.texts, choice.use) ?? "x"] },
  };
  const cluster =
    choice.use % 2 === 0
      ? { ClusterId: "j-1ABCDEFGHIJKL" }
      : {
          ClusterConfig: {
            Instances: {
              InstanceGroups: [
                { InstanceRole: "MASTER" as const, InstanceCount: known.count, InstanceType: "m5.xlarge" },
              ],
            },
          },
        };
  const step = lib.emrStep({ ...common, ...cache, ...retry, arguments: { ...cluster, StepConfig } });
  return { step, conditions: [lib.equals(step.properties.Status.State, "COMPLETED")] };
};

const emrServerless: Maker = ({ choice, known, common, cache, retry }) => {
  const text = pick(known.texts, choice.use) ?? "x";
  const application =
    choice.use % 2 === 0
      ? { ApplicationId: "00abcdefghijklmn" }
      : { ApplicationConfig: { releaseLabel: "emr-7.0.0", type: "SPARK" } };
  const jobDriver =
    choice.use % 3 === 0
      ? { hive: { query: "s3://bucket/q.sql" } }
      : { sparkSubmit: { entryPoint: "s3://bucket/a.py", entryPointArguments: [text] } };
  const step = lib.emrServerlessStep({
    ...common,
    ...cache,
    ...retry,
    arguments: {
      ExecutionRoleArn: ROLE,
      ...application,
      JobConfig: { executionRoleArn: ROLE, jobDriver, executionTimeoutMinutes: known.count },
    },
  });
  return { step, texts: [step.jobRunId], numbers: [step.properties.jobRun.totalExecutionDurationSeconds] };
};

const fail: Maker = ({ choice, known, common }) => {
  const [number = 0, other = 1] = [pick(known.numbers, choice.use), pick(known.numbers, choice.use, 1)];
  const message =
    choice.use % 2 === 0
      ? (pick(known.names, choice.use) ?? "no")
      : lib.join(" ", [
          "with",
          number,
          "of",
          other,
          "on",
          known.machine,
          pick(known.flags, choice.use) ?? true,
        ]);
  return { step: lib.failStep({ ...common, message }) };
};

const raw: Maker = ({ choice, known, common }) => ({
  step: lib.rawStep({
    Name: common.name,
    Type: "Fail",
    Arguments: {
      ErrorMessage: lib.untyped(pick(known.names, choice.use) ?? { Get: "Execution.PipelineName" }),
    },
  }),
});

const condition: Maker = ({ choice, known, common, branch }) => {
  const split = choice.use % (choice.inner.length + 1);
  const step = lib.conditionStep({
    ...common,
    conditions: [decide(choice.decision, known)],
    ifSteps: branch(choice.inner.slice(0, split)).map((made) => made.step),
    elseSteps: branch(choice.inner.slice(split)).map((made) => made.step),
  });
  const bare = split === choice.inner.length && choice.use % 2 === 0;
  return {
    step: bare ? lib.withoutFields(step, ["Arguments.ElseSteps"]) : step,
    conditions: [lib.equals(step.properties.Outcome, "True")],
  };
};

/** Steps that leave SageMaker, end an execution or decide about it. */
export const OTHERS = {
  lambda,
  callback,
  emr,
  emrServerless,
  fail,
  raw,
  condition,
} satisfies Readonly<Record<string, Maker>>;
