import type { Environment, Model } from "../../environments/environment";
import { eventsRole, executionRoles } from "../arns";
import { accountPrincipal } from "../constructs/policy-document";
import type { Need } from "./need";

/** Who runs as the roles of an environment. */
export function roleNeeds(environment: Environment, model: Model): Need[] {
  return [...deployers(environment, model), ...services(environment), approver(environment)];
}

/** The roles that Jenkins assumes. A state role that is no deploy role is somebody else's, who sees to whom it trusts. */
function deployers(environment: Environment, model: Model): Need[] {
  const { name, jenkinsRole, jenkinsExternalId, deployRole, state } = environment;
  const ours = new Set<string>(model.environments.map((other) => other.deployRole));
  const roles = [
    { role: deployRole, externalId: jenkinsExternalId, purpose: `Jenkins deploys ${name}` },
    { role: state.roleArn, externalId: state.externalId, purpose: `Jenkins keeps the state of ${name}` },
  ];
  return roles.map(({ role, externalId, purpose }): Need => ({
    ...assumed(role),
    purpose,
    principal: jenkinsRole,
    context: externalId === undefined ? {} : { "sts:ExternalId": externalId },
    ...(!ours.has(role) && { guard: undefined }),
  }));
}

/** The services that work as a role of ours: which role, and whether they say for whose account. */
function services(environment: Environment): Need[] {
  const { name, account, lambdaRole, jenkinsRole } = environment;
  const forAccount = { "aws:SourceAccount": account };
  return [
    ...executionRoles(environment).map((role) => ({
      ...assumed(role),
      purpose: `${name} runs pipelines and jobs`,
      principal: "sagemaker.amazonaws.com",
      context: forAccount,
    })),
    {
      ...assumed(eventsRole(environment)),
      purpose: `${name} starts its inference by the clock`,
      principal: "events.amazonaws.com",
      context: forAccount,
    },
    {
      ...assumed(lambdaRole),
      purpose: `${name} runs functions`,
      principal: "lambda.amazonaws.com",
    },
    {
      ...assumed(jenkinsRole),
      purpose: `the server that deploys ${name} runs`,
      principal: "ec2.amazonaws.com",
    },
  ];
}

function approver({ name, partition, approverRole, modelPackageGroup }: Environment): Need {
  return {
    ...assumed(approverRole),
    purpose: `people of the registry's account approve versions of ${name}`,
    principal: accountPrincipal(partition, modelPackageGroup.account).AWS,
  };
}

function assumed(role: string) {
  return {
    actions: ["sts:AssumeRole"],
    resource: role,
    scope: { Resource: role },
    context: {},
    guard: { kind: "trust", subject: role },
  } as const;
}
