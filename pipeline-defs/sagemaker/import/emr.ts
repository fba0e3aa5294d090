import type { Json } from "../json";
import type { StepEntry } from "../validate/outline";
import { list, object, type Code } from "./code";
import { anything, NUMBER, single, TEXT } from "./expressions";
import { exactly, refuse, type Scope } from "./scope";

type Options = readonly (readonly [name: string, value: Code | undefined])[];

/** The options of emrStep. */
export function emr(step: StepEntry, scope: Scope): Options {
  const onCluster = step.arguments.ClusterId !== undefined;
  const given = exactly(
    step.arguments,
    ["StepConfig", onCluster ? "ClusterId" : "ClusterConfig"],
    onCluster ? ["ExecutionRoleArn"] : [],
  );
  const cluster = onCluster
    ? [texts(given, scope, "ClusterId"), texts(given, scope, "ExecutionRoleArn")]
    : [["ClusterConfig", clusterConfig(given.ClusterConfig ?? null, scope)] as const];
  return [["arguments", object([...cluster, ["StepConfig", stepConfig(given.StepConfig, scope)]])]];
}

function clusterConfig(config: Json, scope: Scope): Code {
  const isOne = typeof config === "object" && config !== null && "Instances" in config;
  return isOne ? anything(config, scope) : refuse("no instances");
}

function stepConfig(config: Json | undefined, scope: Scope): Code {
  const given = exactly(config, ["HadoopJarStep"], ["Name", "ActionOnFailure"]);
  const hadoop = exactly(given.HadoopJarStep, ["Jar"], ["Args", "MainClass", "Properties"]);
  const { Args: args, Properties: properties } = hadoop;
  return object([
    texts(given, scope, "Name"),
    texts(given, scope, "ActionOnFailure"),
    [
      "HadoopJarStep",
      object([
        texts(hadoop, scope, "Jar"),
        ["Args", items(args, (item) => single(item, TEXT, scope))],
        texts(hadoop, scope, "MainClass"),
        [
          "Properties",
          items(properties, (item) => {
            const pair = exactly(item, ["Key", "Value"]);
            return object([texts(pair, scope, "Key"), texts(pair, scope, "Value")]);
          }),
        ],
      ]),
    ],
  ]);
}

/** The options of emrServerlessStep. */
export function emrServerless(step: StepEntry, scope: Scope): Options {
  const exists = step.arguments.ApplicationId !== undefined;
  const application = exists ? "ApplicationId" : "ApplicationConfig";
  const given = exactly(step.arguments, ["ExecutionRoleArn", "JobConfig", application]);
  const job = exactly(
    given.JobConfig,
    ["executionRoleArn", "jobDriver"],
    ["applicationId", "configurationOverrides", "executionTimeoutMinutes", "name", "tags"],
  );
  const { configurationOverrides: overrides, executionTimeoutMinutes: minutes, tags } = job;
  return [
    [
      "arguments",
      object([
        texts(given, scope, "ExecutionRoleArn"),
        exists
          ? texts(given, scope, application)
          : [application, applicationConfig(given.ApplicationConfig, scope)],
        [
          "JobConfig",
          object([
            texts(job, scope, "applicationId"),
            texts(job, scope, "executionRoleArn"),
            ["jobDriver", jobDriver(job.jobDriver, scope)],
            ["configurationOverrides", overrides === undefined ? undefined : anything(overrides, scope)],
            ["executionTimeoutMinutes", minutes === undefined ? undefined : single(minutes, NUMBER, scope)],
            texts(job, scope, "name"),
            ["tags", tags === undefined ? undefined : allTexts(tags, scope)],
          ]),
        ],
      ]),
    ],
  ];
}

function applicationConfig(config: Json | undefined, scope: Scope): Code {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return refuse("no object");
  const { releaseLabel, type } = config as Readonly<Record<string, Json>>;
  single(releaseLabel, TEXT, scope);
  single(type, TEXT, scope);
  return anything(config, scope);
}

function jobDriver(driver: Json | undefined, scope: Scope): Code {
  const { sparkSubmit, hive } = exactly(driver, [], ["sparkSubmit", "hive"]);
  if ((sparkSubmit === undefined) === (hive === undefined)) return refuse("not one driver");
  if (hive !== undefined) {
    const given = exactly(hive, ["query"], ["initQueryFile", "parameters"]);
    return object([["hive", allTexts(given, scope)]]);
  }
  const given = exactly(sparkSubmit, ["entryPoint"], ["entryPointArguments", "sparkSubmitParameters"]);
  return object([
    [
      "sparkSubmit",
      object([
        texts(given, scope, "entryPoint"),
        ["entryPointArguments", items(given.entryPointArguments, (item) => single(item, TEXT, scope))],
        texts(given, scope, "sparkSubmitParameters"),
      ]),
    ],
  ]);
}

function allTexts(json: Json, scope: Scope): Code {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return refuse("no object");
  return object(Object.entries(json).map(([name, value]) => [name, single(value, TEXT, scope)]));
}

function texts(holder: Readonly<Record<string, Json>>, scope: Scope, name: string) {
  const value = holder[name];
  return [name, value === undefined ? undefined : single(value, TEXT, scope)] as const;
}

function items(value: Json | undefined, write: (item: Json) => Code): Code | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? list(value.map(write)) : refuse("no list");
}
