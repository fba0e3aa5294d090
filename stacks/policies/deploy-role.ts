import type { Environment, Model } from "../../environments/environment";
import { accountOf, eventsRole, executionRoles } from "../arns";
import { accountPrincipal, onlyRoles } from "../constructs/policy-document";
import type { Statement } from "../constructs/policy-document";
import { deployInfrastructure } from "./deploy/infrastructure";
import { deployPipelines } from "./deploy/pipelines";
import { terraformState } from "./deploy/terraform-state";

/** Only the Jenkins server, wherever it runs. */
export function deployTrust(environment: Environment): Statement[] {
  return [
    {
      Sid: "AssumedByJenkins",
      Effect: "Allow",
      Principal: accountPrincipal(environment.partition, accountOf(environment.jenkinsRole)),
      Action: "sts:AssumeRole",
      Condition: onlyRoles([environment.jenkinsRole]),
    },
  ];
}

/**
 * What `cdktf deploy` of the promotion stack and the deploy script call: on this model's resources only, and no role is
 * created or changed.
 */
export function deployRolePolicy(environment: Environment, model: Model): Statement[] {
  return [
    ...terraformState(environment, model),
    ...deployPipelines(environment),
    ...deployInfrastructure(environment),
    ...passedRoles(environment),
  ];
}

/** Each role only to the service that it is for. */
function passedRoles(environment: Environment): Statement[] {
  const passed: [sid: string, service: string, roles: readonly string[]][] = [
    ["PassRoleToPipelines", "sagemaker.amazonaws.com", executionRoles(environment)],
    ["PassRoleToRules", "events.amazonaws.com", [eventsRole(environment)]],
    ["PassRoleToFunctions", "lambda.amazonaws.com", [environment.lambdaRole]],
  ];
  return passed.map(([Sid, service, Resource]) => ({
    Sid,
    Effect: "Allow",
    Action: "iam:PassRole",
    Resource,
    Condition: { StringEquals: { "iam:PassedToService": service } },
  }));
}
