import { isJsonObject, type JsonObject } from "../json";
import type { StepEntry } from "../validate/indexed-definition";
import { object, type Code, type Options } from "./code";
import { single, TEXT } from "./expressions";
import { argumentRequest } from "./requests";
import { exactly, refuse, type Scope } from "./scope";

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
    : [["ClusterConfig", clusterConfig(step, scope)] as const];
  return [["arguments", object([...cluster, ["StepConfig", argumentRequest(step, "StepConfig", scope)]])]];
}

/** What SageMaker sets itself is not among the types. */
function clusterConfig(step: StepEntry, scope: Scope): Code {
  const { ClusterConfig: config } = step.arguments;
  if (!isJsonObject(config)) return refuse("not an object");
  const { Instances: instances } = config;
  if (SET_BY_SERVICE.some((name) => config[name] !== undefined)) refuse("members that the service sets");
  if (isJsonObject(instances) && SET_ON_INSTANCES.some((name) => instances[name] !== undefined)) {
    refuse("members that the service sets");
  }
  return argumentRequest(step, "ClusterConfig", scope);
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
        exists ? texts(given, scope, application) : [application, argumentRequest(step, application, scope)],
        ["JobConfig", jobConfig(step, scope)],
      ]),
    ],
  ];
}

function jobConfig(step: StepEntry, scope: Scope): Code {
  const { JobConfig: config } = step.arguments;
  const driver = isJsonObject(config) ? config.jobDriver : undefined;
  const kinds = isJsonObject(driver) ? Object.values(driver).filter((kind) => isJsonObject(kind)) : [];
  if (kinds.length !== 1 || !isJsonObject(driver) || Object.keys(driver).length !== 1)
    refuse("not exactly one job driver");
  return argumentRequest(step, "JobConfig", scope);
}

function texts(given: JsonObject, scope: Scope, name: string) {
  const value = given[name];
  return [name, value === undefined ? undefined : single(value, TEXT, scope)] as const;
}
