import { actingRoles } from "../../environments/acting";
import type { Acting, Environment } from "../../environments/environment";
import { eventsRole, executionRoles, planWriterRole } from "../arns";
import { accountPrincipal } from "../constructs/policy-document";
import { peopleOf } from "../policies/assumed-by";
import type { Need } from "./need";

/** Who runs as the roles of an environment. */
export function roleNeeds(environment: Environment): Need[] {
  return [
    ...actors(environment, "deploy"),
    ...actors(environment, "plan"),
    planWriter(environment),
    ...services(environment),
    approver(environment),
  ];
}

/** Jenkins and people, and the roles that they deploy or plan with. */
function actors(environment: Environment, acting: Acting): Need[] {
  const { name, partition, account, jenkinsExternalId, registryPlanRole, state } = environment;
  const { role, stateRole, stateExternalId, jenkins } = actingRoles(environment, acting);
  const toState = acting === "deploy" ? "keep the state of" : "read the state of";
  const roles = [
    { role, externalId: jenkinsExternalId, does: acting },
    { role: stateRole, externalId: stateExternalId, does: toState },
    ...(acting === "plan"
      ? [{ role: registryPlanRole, externalId: jenkinsExternalId, does: "see the versions of" }]
      : []),
  ];
  const people = peopleOf(acting, environment).flatMap((admitted) =>
    admitted === "account" ? accountPrincipal(partition, account).AWS : admitted,
  );
  return roles.flatMap(({ role, externalId, does }): Need[] => {
    // Who is let in by a role of somebody else's is that one's affair.
    const guard = acting === "deploy" && role === stateRole && state.isForeign ? undefined : trustOf(role);
    return [
      {
        ...assumed(role),
        guard,
        purpose: `Jenkins may ${does} ${name}`,
        principal: jenkins,
        context: externalId === undefined ? {} : { "sts:ExternalId": externalId },
      },
      ...people.map((principal) => ({
        ...assumed(role),
        guard,
        purpose: `people may ${does} ${name}`,
        principal,
        // Their own policies are no stack's.
        guardOnly: true as const,
      })),
    ];
  });
}

function planWriter(environment: Environment): Need {
  const { name, jenkinsPlanRole, jenkinsExternalId } = environment;
  return {
    ...assumed(planWriterRole(environment)),
    purpose: `Jenkins may store plans of ${name}`,
    principal: jenkinsPlanRole,
    context: jenkinsExternalId === undefined ? {} : { "sts:ExternalId": jenkinsExternalId },
  };
}

/** The services that work as a role of ours: which role, and whether they say for whose account. */
function services(environment: Environment): Need[] {
  const { name, account, lambdaRole, jenkinsRole, jenkinsPlanRole } = environment;
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
    ...[jenkinsRole, jenkinsPlanRole].map((role, index) => ({
      ...assumed(role),
      purpose: `the node that ${index === 0 ? "deploys" : "plans"} ${name} runs`,
      principal: "ec2.amazonaws.com",
    })),
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
    guard: trustOf(role),
  } as const;
}

function trustOf(role: string) {
  return { kind: "trust", subject: role } as const;
}
