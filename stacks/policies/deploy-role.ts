import type { Environment, Model } from "../../environments/environment";
import { accountOf } from "sagemaker-promotion-core/arn";
import { eventsRole, executionRoles, jenkinsLogArn } from "../arns";
import type { Statement } from "../iam/policy-document";
import { assumedBy } from "./assumed-by";
import { deployInfrastructure } from "./deploy/infrastructure";
import { deployPipelines } from "./deploy/pipelines";
import { keptWith, terraformState } from "./deploy/terraform-state";
import { writeBuildLogs } from "./jenkins-server-role";
import { networkOfFunctions } from "./network";

/**
 * Jenkins's nodes that deploy, and the people whom the file lets in. A role that several environments of one account
 * share also trusts those who deploy the others.
 */
export function deployTrust(environment: Environment, model: Model): Statement[] {
  const { jenkinsExternalId } = environment;
  const kept = keptWith(environment.deployRole, "deploy", model);
  return assumedBy("deploy", [
    environment,
    // As whoever keeps their states, they name its external id.
    ...kept.filter((other) => other !== environment).map((other) => ({ ...other, jenkinsExternalId })),
  ]);
}

/**
 * What `cdktf deploy` of the promotion stack and the deploy script call: on this model's resources only, and no role is
 * created or changed.
 */
export function deployRolePolicy(environment: Environment, model: Model): Statement[] {
  return [
    ...terraformState("deploy", keptWith(environment.deployRole, "deploy", model)),
    ...deployPipelines(environment),
    ...deployInfrastructure(environment),
    ...networkOfFunctions(environment),
    ...passedRoles(environment),
    ...buildLogs(environment),
  ];
}

/** A server in another account writes its log as the role that it assumes beside the log group, as in the blog. */
function buildLogs(environment: Environment): Statement[] {
  const beside = accountOf(environment.state.roleArn);
  if (environment.account !== beside || accountOf(environment.jenkinsRole) === beside) return [];
  return writeBuildLogs([jenkinsLogArn(environment)]);
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
