import type { Environment, Model } from "../../environments/environment";
import { accountOf, eventsRole, executionRoles, jenkinsLogArn } from "../arns";
import { accountPrincipal, oneOrMany, onlyRoles } from "../constructs/policy-document";
import type { Statement } from "../constructs/policy-document";
import { deployInfrastructure } from "./deploy/infrastructure";
import { deployPipelines } from "./deploy/pipelines";
import { terraformState } from "./deploy/terraform-state";
import { writeBuildLogs } from "./jenkins-server-role";

/**
 * Only the Jenkins server, wherever it runs, and only with the external id where one is agreed on. The role that keeps
 * the state of others also trusts the servers that deploy those.
 */
export function deployTrust(environment: Environment, model: Model): Statement[] {
  const kept = model.environments.filter(({ state }) => state.roleArn === environment.deployRole);
  const servers = [...new Set([environment, ...kept].map(({ jenkinsRole }) => jenkinsRole))];
  const accounts = servers.map((server) => accountPrincipal(environment.partition, accountOf(server)).AWS);
  return [
    {
      Sid: "AssumedByJenkins",
      Effect: "Allow",
      Principal: { AWS: oneOrMany(accounts) },
      Action: "sts:AssumeRole",
      Condition: {
        ...onlyRoles(servers),
        ...(environment.jenkinsExternalId !== undefined && {
          StringEquals: { "sts:ExternalId": environment.jenkinsExternalId },
        }),
      },
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
