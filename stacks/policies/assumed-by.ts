import { actingRoles } from "../../environments/acting";
import { parseArn } from "sagemaker-promotion-core/arn";
import type { Acting, Admitted, Environment } from "../../environments/environment";
import { accountPrincipal, oneOrMany, onlyRoles, type Statement } from "../iam/policy-document";

/** Who may deploy or plan an environment beside Jenkins. Who deploys may look first. */
export function peopleOf(acting: Acting, { deployers, planners }: Environment): readonly Admitted[] {
  return acting === "deploy" ? [deployers] : [deployers, planners];
}

/** Trusts Jenkins's nodes, and the people whom the environments' files let in. */
export function assumedBy(acting: Acting, environments: readonly Environment[]): Statement[] {
  return [...assumedByJenkins(acting, environments), ...assumedByPeople(acting, environments)];
}

/** Trusts the nodes that act so, wherever they run, and only with the external id where one is agreed on. */
export function assumedByJenkins(acting: Acting, environments: readonly Environment[]): Statement[] {
  const ids = [...new Set(environments.map(({ jenkinsExternalId }) => jenkinsExternalId))];
  return ids.map((id, index) => {
    const asking = environments.filter(({ jenkinsExternalId }) => jenkinsExternalId === id);
    return byRoles(
      `AssumedByJenkins${index === 0 ? "" : index + 1}`,
      asking.map((environment) => actingRoles(environment, acting).jenkins),
      id,
    );
  });
}

function assumedByPeople(acting: Acting, environments: readonly Environment[]): Statement[] {
  const admitted = environments.flatMap((environment) =>
    peopleOf(acting, environment).map((people) => ({ environment, people })),
  );
  const roles = admitted.flatMap(({ people }) => (people === "account" ? [] : people));
  const accounts = admitted.flatMap(({ environment: { partition, account }, people }) =>
    people === "account" ? accountPrincipal(partition, account).AWS : [],
  );
  return [
    ...(roles.length === 0
      ? []
      : [byRoles(acting === "deploy" ? "AssumedByDeployers" : "AssumedByPlanners", roles)]),
    ...(accounts.length === 0
      ? []
      : [
          {
            // Who of the account may is left to its own policies.
            Sid: "AssumedByAccount",
            Effect: "Allow",
            Principal: { AWS: oneOrMany(accounts) },
            Action: "sts:AssumeRole",
          } as const,
        ]),
  ];
}

function byRoles(Sid: string, roles: readonly string[], externalId?: string): Statement {
  const accounts = roles.map((role) => {
    const { partition = "", account = "" } = parseArn(role) ?? {};
    return accountPrincipal(partition, account).AWS;
  });
  return {
    Sid,
    Effect: "Allow",
    Principal: { AWS: oneOrMany(accounts) },
    Action: "sts:AssumeRole",
    Condition: {
      ...onlyRoles([...new Set(roles)]),
      ...(externalId !== undefined && { StringEquals: { "sts:ExternalId": externalId } }),
    },
  };
}
