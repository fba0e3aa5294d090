import { isJsonObject, type Json } from "../json";
import type { StepEntry } from "../validate/outline";
import { object, type Code } from "./code";
import { single, TEXT } from "./expressions";
import { request } from "./requests";
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
    : [["ClusterConfig", clusterConfig(given.ClusterConfig, scope)] as const];
  return [
    [
      "arguments",
      object([...cluster, ["StepConfig", request(given.StepConfig, "emr:StepConfig", scope, ["Name"])]]),
    ],
  ];
}

/** What SageMaker sets itself is not among the types. */
function clusterConfig(config: Json | undefined, scope: Scope): Code {
  if (!isJsonObject(config)) return refuse("no object");
  const { Instances: instances } = config;
  if (SET_BY_SERVICE.some((name) => config[name] !== undefined)) refuse("what the service sets");
  if (isJsonObject(instances) && SET_ON_INSTANCES.some((name) => instances[name] !== undefined)) {
    refuse("what the service sets");
  }
  return request(config, "emr:RunJobFlowInput", scope, ["Name"]);
}

const SET_BY_SERVICE = ["Name", "Steps", "AutoTerminationPolicy"];
const SET_ON_INSTANCES = ["KeepJobFlowAliveWhenNoSteps", "TerminationProtected"];

/** The options of emrServerlessStep. */
export function emrServerless(step: StepEntry, scope: Scope): Options {
  const exists = step.arguments.ApplicationId !== undefined;
  const application = exists ? "ApplicationId" : "ApplicationConfig";
  const given = exactly(step.arguments, ["ExecutionRoleArn", "JobConfig", application]);
  return [
    [
      "arguments",
      object([
        texts(given, scope, "ExecutionRoleArn"),
        exists
          ? texts(given, scope, application)
          : [
              application,
              request(given.ApplicationConfig, "emr-serverless:CreateApplicationRequest", scope, [
                "clientToken",
              ]),
            ],
        ["JobConfig", jobConfig(given.JobConfig, scope)],
      ]),
    ],
  ];
}

function jobConfig(config: Json | undefined, scope: Scope): Code {
  const driver = isJsonObject(config) ? config.jobDriver : undefined;
  const kinds = isJsonObject(driver) ? Object.values(driver).filter((kind) => isJsonObject(kind)) : [];
  if (kinds.length !== 1 || !isJsonObject(driver) || Object.keys(driver).length !== 1)
    refuse("not one driver");
  return request(config, "emr-serverless:StartJobRunRequest", scope, ["applicationId", "clientToken"]);
}

function texts(holder: Readonly<Record<string, Json>>, scope: Scope, name: string) {
  const value = holder[name];
  return [name, value === undefined ? undefined : single(value, TEXT, scope)] as const;
}
