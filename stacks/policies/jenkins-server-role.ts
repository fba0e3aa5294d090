import type { Statement } from "../constructs/policy-document";
import type { DeliveryAccount } from "../delivery-account";

/** The log group that Jenkins writes its builds' logs to; the blog's name. */
export const JENKINS_LOG_GROUP = "jenkins-log";

/** The server runs on EC2. */
export function jenkinsServerTrust(partition: string): Statement[] {
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return [
    {
      Sid: "RunsJenkins",
      Effect: "Allow",
      Principal: { Service: `ec2.${suffix}` },
      Action: "sts:AssumeRole",
    },
  ];
}

/** Nothing but to assume the roles that deploy, and to write its own log. */
export function jenkinsServerPolicy(delivery: DeliveryAccount, jenkinsRole: string): Statement[] {
  const { partition, region, account, environments } = delivery;
  const roles = environments
    .filter((environment) => environment.jenkinsRole === jenkinsRole)
    .flatMap(({ deployRole, state }) => [deployRole, state.roleArn]);
  return [
    {
      Sid: "AssumeDeployRoles",
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: [...new Set(roles)],
    },
    {
      Sid: "WriteBuildLogs",
      Effect: "Allow",
      Action: [
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:PutLogEvents",
      ],
      Resource: `arn:${partition}:logs:${region}:${account}:log-group:${JENKINS_LOG_GROUP}:*`,
    },
  ];
}
