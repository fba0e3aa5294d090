import { environmentsBefore } from "../../environments/before";
import type { Environment } from "../../environments/environment";
import { accountOf } from "sagemaker-promotion-core/arn";
import { jenkinsLogArn, planWriterRole } from "../arns";
import { oneOrMany, type Statement } from "../iam/policy-document";

/**
 * The server runs on EC2, whose principal is the same in every partition (aws-cdk, region-info/lib/default.ts: "the
 * global service principal is always correct").
 */
export const jenkinsServerTrust: readonly Statement[] = [
  {
    Sid: "RunsJenkins",
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: "sts:AssumeRole",
  },
];

/**
 * Nothing but to assume the roles that deploy, to look for the evidence that an environment asks for, and to write its own
 * log where it lies in the server's account.
 */
export function jenkinsServerPolicy(environments: readonly Environment[], jenkinsRole: string): Statement[] {
  const served = environments.filter((environment) => environment.jenkinsRole === jenkinsRole);
  const logs = served.map(jenkinsLogArn).filter((log) => accountOf(log) === accountOf(jenkinsRole));
  return [
    assuming(
      "AssumeDeployRoles",
      served.flatMap(({ deployRole, state }) => [deployRole, state.roleArn]),
    ),
    ...lookForEvidence(served, environments),
    ...writeBuildLogs(logs),
  ];
}

/** Where what is deployed has to have run before. */
function lookForEvidence(served: readonly Environment[], all: readonly Environment[]): Statement[] {
  const roles = served
    .filter(({ requireEvidence }) => requireEvidence)
    .flatMap((environment) => environmentsBefore(environment, all))
    .map(({ planRole }) => planRole);
  return roles.length === 0 ? [] : [assuming("AssumePlanRolesForEvidence", roles)];
}

/** Nothing but to assume the roles that plan, and the one that stores plans. */
export function jenkinsPlanPolicy(environments: readonly Environment[]): Statement[] {
  return [
    assuming(
      "AssumePlanRoles",
      environments.flatMap((environment) => [
        environment.planRole,
        environment.state.planRoleArn,
        environment.registryPlanRole,
        planWriterRole(environment),
      ]),
    ),
  ];
}

function assuming(Sid: string, roles: readonly string[]): Statement {
  return { Sid, Effect: "Allow", Action: "sts:AssumeRole", Resource: [...new Set(roles)] };
}

/** What Jenkins's plugin for CloudWatch Logs calls, as the server or as the role that it assumes. */
export function writeBuildLogs(logs: readonly string[]): Statement[] {
  if (logs.length === 0) return [];
  return [
    {
      Sid: "WriteBuildLogs",
      Effect: "Allow",
      Action: [
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:PutLogEvents",
      ],
      Resource: oneOrMany(logs),
    },
  ];
}
