/** Definitions that nobody should write and that may still be there, each with what the import cannot type of it. */
import type { Json, JsonObject } from "..";
import { condition, definition, fail, lambda, processing, using } from "./definitions";

const ROLE = "arn:aws:iam::111122223333:role/r";
const training = (name: string, more: JsonObject = {}): JsonObject => ({
  Name: name,
  Type: "Training",
  Arguments: { OutputDataConfig: { S3OutputPath: "s3://b/m" }, RoleArn: ROLE, ...more },
});
const equal = (LeftValue: Json, RightValue: Json) => ({ Type: "Equals", LeftValue, RightValue });
const jsonGet = (more: JsonObject = {}) => ({
  "Std:JsonGet": { PropertyFile: { Get: "Steps.A.PropertyFiles.R" }, Path: "a", ...more },
});
const reporting = processing("A", {
  PropertyFiles: [{ PropertyFileName: "R", OutputName: "o", FilePath: "r.json" }],
});

export const strange: Readonly<Record<string, readonly [json: JsonObject, untyped: readonly string[]]>> = {
  "only what must be": [{ Steps: [fail("F")] }, []],
  "no more than AWS shows": [{ Version: "2020-12-01", Steps: [fail("F")] }, []],
  "nothing at all to do": [{ Version: "2020-12-01", Steps: [] }, []],
  "more at the top than anybody knows": [
    {
      ...definition([fail("F")]),
      Owner: { Get: "Parameters.P" },
      PipelineExperimentConfig: { TrialName: "t" },
    },
    [],
  ],
  metadata: [
    {
      ...definition([fail("F")]),
      Metadata: { by: "hand", "": "", true: true, null: null, ["__proto__"]: 1 },
    },
    [],
  ],
  "a step type of tomorrow": [
    definition([{ Name: "S", Type: "Quantum", Arguments: { Qubits: 3 } }, using("U", "Steps.S.Result")]),
    ["step S"],
  ],
  "a field of tomorrow": [definition([training("T", { Teleport: true })]), ["step T"]],
  "an instance type of tomorrow": [
    definition([
      training("T", {
        ResourceConfig: { InstanceType: "ml.z9.huge", InstanceCount: 1, VolumeSizeInGB: 1 },
      }),
    ]),
    ["step T"],
  ],
  "a property of tomorrow": [definition([training("T"), fail("F", { Get: "Steps.T.Tomorrow" })]), []],
  "a required member left out": [
    definition([{ ...training("T"), Arguments: { RoleArn: ROLE } }]),
    ["step T"],
  ],
  "a wrong type": [
    definition([training("T", { StoppingCondition: { MaxRuntimeInSeconds: "1" } })]),
    ["step T"],
  ],
  "null for what may be left out": [
    definition([
      training("T", { HyperParameters: null }),
      processing("P", {}, { ProcessingOutputConfig: null, ProcessingInputs: null }),
    ]),
    [],
  ],
  "null for what is required": [definition([training("T", { OutputDataConfig: null })]), ["step T"]],
  "references that fit no field": [
    definition(
      [
        training("T", {
          HyperParameters: { n: { Get: "Parameters.N" } },
          StoppingCondition: { MaxRuntimeInSeconds: { Get: "Parameters.S" } },
          EnableManagedSpotTraining: { Get: "Parameters.N" },
        }),
        training("U", {
          HyperParameters: { status: { Get: "Steps.T.BillableTimeInSeconds" } },
          ResourceConfig: {
            InstanceType: { Get: "Steps.T.TrainingJobStatus" },
            InstanceCount: { Get: "Parameters.Missing" },
            VolumeSizeInGB: 1,
          },
        }),
      ],
      [
        { Name: "N", Type: "Integer" },
        { Name: "S", Type: "String" },
      ],
    ),
    [],
  ],
  "an enum parameter where not all of its values fit": [
    definition(
      [
        training("T", {
          ResourceConfig: { InstanceType: { Get: "Parameters.M" }, InstanceCount: 1, VolumeSizeInGB: 1 },
        }),
      ],
      [{ Name: "M", Type: "String", EnumValues: ["ml.m5.large", "ml.none"] }],
    ),
    [],
  ],
  "parameters that no function declares": [
    definition(
      [using("U", ...["A", "B", "C", "D", "E", "F"].map((name) => `Parameters.${name}`))],
      [
        { Name: "A", Type: "Text" },
        { Name: "B", Type: "Integer", DefaultValue: "1" },
        { Name: "C", Type: "String", EnumValues: ["a"], DefaultValue: "b" },
        { Name: "D", Type: "String", Hidden: true },
        { Name: "E" },
        { Name: "F", Type: ["String", null] },
      ],
    ),
    ["A", "B", "C", "D", "E", "F"].map((name) => `parameter ${name}`),
  ],
  "steps before those they need": [
    definition([
      using("Last", "Steps.First.ProcessingJobName"),
      condition("If", [using("Inner", "Steps.First.ProcessingJobName")]),
      processing("First"),
    ]),
    [],
  ],
  "steps that wait for each other": [
    definition([using("A", "Steps.B.ProcessingJobName"), using("B", "Steps.A.ProcessingJobName")]),
    [],
  ],
  "a branch that waits for its condition": [
    definition([condition("C", [fail("F", "", { DependsOn: ["C", "Nobody"] })])]),
    [],
  ],
  "two steps and two parameters of a name": [
    definition(
      [processing("A"), processing("A"), using("a", "Steps.A.ProcessingJobName", "Parameters.A")],
      [
        { Name: "A", Type: "String" },
        { Name: "A", Type: "Float" },
      ],
    ),
    [],
  ],
  "names that the language or the library has": [
    definition(
      [
        processing("class"),
        processing("pipeline"),
        processing("processing-step"),
        processing("1"),
        processing("-"),
        processing("definition"),
        processing("Über alles"),
      ],
      [{ Name: "await", Type: "String" }],
    ),
    [],
  ],
  "texts that want escaping": [
    definition([fail("F", "a \"quoted\" \\ `${x}` 'y'\n\u2028\u0000*/"), fail("G", '"\\"')]),
    [],
  ],
  "conditions without else": [
    definition([
      { Name: "C", Type: "Condition", Arguments: { Conditions: [], IfSteps: [fail("F")] } },
      { Name: "D", Type: "Condition", Arguments: { Conditions: [] } },
    ]),
    [],
  ],
  "steps that leave out what they do not need": [
    definition([
      { Name: "L", Type: "Lambda", FunctionArn: "arn", Arguments: { a: 1 } },
      { Name: "M", Type: "Lambda", FunctionArn: "arn" },
      { Name: "C", Type: "Callback", SqsQueueUrl: "https://sqs.us-east-1.amazonaws.com/1/q" },
      { Name: "F", Type: "Fail", Arguments: {} },
      using("U", "Steps.L.OutputParameters['a']"),
    ]),
    [],
  ],
  "comparisons of different types": [
    definition(
      [
        condition(
          "C",
          [fail("F")],
          [],
          [
            equal({ Get: "Parameters.N" }, "1"),
            equal("1", { Get: "Parameters.N" }),
            equal({ Get: "Parameters.N" }, { Get: "Execution.PipelineName" }),
            { Type: "In", QueryValue: { Get: "Parameters.N" }, Values: ["1", { Get: "Parameters.N" }] },
            { Type: "LessThan", LeftValue: { Get: "Execution.StartDateTime" }, RightValue: 1 },
            equal({ Get: "Steps.Nobody.X" }, 1),
            equal({ Get: "Steps.Nobody.X" }, { Get: "Steps.Nobody.Y" }),
          ],
        ),
      ],
      [{ Name: "N", Type: "Integer" }],
    ),
    [],
  ],
  "a comparison of literals": [definition([condition("C", [fail("F")], [], [equal(1, "1")])]), ["step C"]],
  "comparisons of what has no type": [
    definition(
      [
        condition(
          "C",
          [fail("F")],
          [],
          [
            equal({ Get: "Parameters.P" }, "a"),
            equal({ Get: "Parameters.P" }, { Get: "Execution.PipelineName" }),
            { Type: "In", QueryValue: { Get: "Parameters.P" }, Values: ["a"] },
          ],
        ),
      ],
      [{ Name: "P", Type: "String", Hidden: true }],
    ),
    ["parameter P"],
  ],
  "a choice that is made later": [
    definition(
      [
        { ...processing("Q"), Type: "QualityCheck", CheckType: { Get: "Parameters.P" } },
        {
          Name: "L",
          Type: "Lineage",
          Arguments: {
            Associations: [
              { Source: { Name: "a", Type: { Get: "Parameters.P" } }, Destination: { Arn: "arn" } },
            ],
          },
        },
      ],
      [{ Name: "P", Type: "String" }],
    ),
    ["step Q", "step L"],
  ],
  "a loop whose body comes later": [
    definition([
      {
        Name: "Loop",
        Type: "ForEach",
        Arguments: {
          IterableItems: ["a"],
          MaxConcurrency: { Get: "Parameters.N" },
          ForEachBody: [lambda("B", { Arguments: { i: { Get: "ForEach.CurrentItem" } } })],
        },
      },
      {
        Name: "Each",
        Type: "ForEach",
        Arguments: {
          IterableItems: { Get: "Parameters.N" },
          MaxConcurrency: 1,
          ForEachBody: [using("U", "ForEach.CurrentItem")],
          Selector: { Pick: "Best", Field: { Get: "IterationOutput.U.ProcessingJobName" } },
        },
      },
      { Name: "C", Type: "Cleanup", Arguments: { Resources: { S3: [{ StepName: "U" }] } } },
      fail("F", { Get: "Steps.Each.Selected.ProcessingJobName" }),
      fail("G", "", {
        DependsOn: [
          { Step: "F", Trigger: "Completed" },
          { Step: "F", Trigger: "Late" },
        ],
      }),
    ]),
    ["step Loop", "step Each", "step C", "step G"],
  ],
  "a condition of tomorrow": [
    definition([
      condition("C", [fail("F")], [fail("G")], [{ Type: "Like", LeftValue: "a", RightValue: "b" }]),
    ]),
    ["step C"],
  ],
  "files read in every way": [
    definition([
      reporting,
      fail("F", jsonGet()),
      fail("G", jsonGet({ Default: 1 })),
      fail("H", { "Std:JsonGet": { PropertyFile: { Get: "Steps.A.PropertyFiles.Other" }, Path: "a" } }),
      fail("I", { "Std:JsonGet": { S3Uri: "s3://b/r.json", Path: "a" } }),
      fail("J", { "Std:Join": { On: " ", Values: [jsonGet(), { "Std:Join": { Values: ["a"] } }, 1, true] } }),
      fail("K", { "Std:Join": { On: " ", Values: [["a"], null] } }),
    ]),
    [],
  ],
  "a function with odd outputs": [
    definition([
      lambda("L", {
        OutputParameters: [
          { OutputName: "2", OutputType: "String" },
          { OutputName: "1", OutputType: "String" },
        ],
      }),
      lambda("M", { OutputParameters: [{ OutputName: "a", OutputType: "Text" }] }),
      lambda("N", { Arguments: { list: [1] } }),
      { Name: "O", Type: "Lambda", FunctionArn: { Get: "Parameters.None" }, Arguments: { "a-b": null } },
      lambda("P", { OutputParameters: [{ OutputName: "a b", OutputType: "Float" }] }),
      using(
        "U",
        "Steps.L.OutputParameters['1']",
        "Steps.P.OutputParameters['a b']",
        "Steps.P.OutputParameters['c']",
      ),
    ]),
    ["step L", "step M", "step N", "step O"],
  ],
  "odd caches and retries": [
    definition([
      processing("A", { CacheConfig: { Enabled: "yes" } }),
      processing("B", { CacheConfig: { Enabled: false, ExpireAfter: "30d" } }),
      processing("C", { RetryPolicies: [{ ExceptionType: ["Step.THROTTLING"] }] }),
      processing("D", { RetryPolicies: [{ ExceptionType: ["Luck"], MaxAttempts: 1 }] }),
      processing("E", { RetryPolicies: [] }),
      fail("F", "", { CacheConfig: { Enabled: true } }),
    ]),
    ["step A", "step D", "step F"],
  ],
  "properties by odd paths": [
    definition([
      training("T"),
      using(
        "U",
        'Steps.T.HyperParameters["eta"]',
        "Steps.T.HyperParameters.eta",
        "Steps.T.FinalMetricDataList[0].MetricName",
        "Steps.T.ModelArtifacts",
        "Steps.T.InputDataConfig['train'].ChannelName",
        "nonsense",
        "Execution.Unknown",
      ),
    ]),
    [],
  ],
  "a check without all of its flags": [
    definition([
      { ...processing("Q"), Type: "QualityCheck", CheckType: "DATA_QUALITY" },
      { ...processing("D"), Type: "ClarifyCheck", CheckType: "DATA_BIAS", SkipCheck: true },
      using("U", "Steps.Q.CalculatedBaselineStatistics"),
    ]),
    [],
  ],
  "jobs on EMR Serverless, as the Python SDK 3 writes them": [
    definition([
      {
        Name: "S",
        Type: "EMRServerless",
        DisplayName: "D",
        Description: "E",
        Arguments: {
          ExecutionRoleArn: ROLE,
          JobConfig: {
            executionRoleArn: ROLE,
            jobDriver: {
              sparkSubmit: {
                entryPoint: "s3://b/a.py",
                entryPointArguments: [{ Get: "Execution.PipelineName" }],
              },
            },
            applicationId: "app",
            configurationOverrides: {
              monitoringConfiguration: { s3MonitoringConfiguration: { logUri: "s3://b/l" } },
            },
            executionTimeoutMinutes: 5,
            tags: { a: "b" },
          },
          ApplicationId: "app",
        },
      },
      {
        Name: "H",
        Type: "EMRServerless",
        Arguments: {
          ExecutionRoleArn: ROLE,
          JobConfig: { executionRoleArn: ROLE, jobDriver: { hive: { query: "s3://b/q.sql" } } },
          ApplicationConfig: {
            releaseLabel: "emr-7.0.0",
            type: "HIVE",
            maximumCapacity: { cpu: "4 vCPU", memory: "16 GB" },
          },
        },
      },
      using("U", "Steps.S.jobRun.jobRunId", "Steps.S.jobRun.jobDriver.sparkSubmit.entryPointArguments[0]"),
      {
        Name: "I",
        Type: "EMRServerless",
        Arguments: {
          ExecutionRoleArn: ROLE,
          JobConfig: { executionRoleArn: ROLE, jobDriver: {} },
          ApplicationId: "a",
        },
      },
    ]),
    ["step I"],
  ],
};
