import { accountOf } from "sagemaker-promotion-core/arn";
import type { Admitted, Environment } from "../../environments/environment";

/** What a call record is a record of: `record.json` beside it. */
export interface Recorded {
  /** Every chapter was told, and held. */
  readonly whole: boolean;
  /** What is otherwise than in the rehearsals that `stacks/policies/kept.ts` gives reasons for, a phrase each. */
  readonly otherwise: readonly string[];
}

/**
 * Settings that other stacks, and so other permissions and calls, come of. Names, numbers, sizes and the way of
 * monitoring change nothing that a reason speaks of.
 */
const SETTINGS: readonly {
  readonly key: string;
  readonly isOtherwise: (environment: Environment) => boolean;
}[] = [
  { key: "deployers", isOtherwise: ({ deployers, ...of }) => !isByDefault(deployers, of) },
  { key: "planners", isOtherwise: ({ planners, ...of }) => !isByDefault(planners, of) },
  { key: "events_role", isOtherwise: ({ eventsRole }) => eventsRole === undefined },
  { key: "iam_mode", isOtherwise: ({ iamMode }) => iamMode !== "least-privilege" },
  { key: "jenkins_external_id", isOtherwise: ({ jenkinsExternalId }) => jenkinsExternalId !== undefined },
  {
    key: "jenkins_role_arn",
    isOtherwise: ({ jenkinsRole, state }) => accountOf(jenkinsRole) !== accountOf(state.roleArn),
  },
  {
    key: "jenkins_plan_role_arn",
    isOtherwise: ({ jenkinsPlanRole, state }) => accountOf(jenkinsPlanRole) !== accountOf(state.roleArn),
  },
  { key: "processing_engine", isOtherwise: ({ processingEngine }) => processingEngine !== "pandas" },
  { key: "retrain_on", isOtherwise: ({ retrainOn }) => retrainOn !== "drift" },
  { key: "terraform_state_role_arn", isOtherwise: ({ state }) => state.isForeign },
  { key: "terraform_state_lock_table", isOtherwise: ({ state }) => state.lockTable !== undefined },
];

/** Nobody beside Jenkins where the states lie, people of the account elsewhere. */
function isByDefault(
  admitted: Admitted,
  { account, state }: Pick<Environment, "account" | "state">,
): boolean {
  return account === accountOf(state.roleArn) ? admitted.length === 0 : admitted === "account";
}

/** The environments of the example, and the accounts: two of theirs, and the registry's. */
const ENVIRONMENTS = 2;
const ACCOUNTS = 3;

/**
 * What sets a rehearsal apart from those that `stacks/policies/kept.ts` gives reasons for: the example's environments,
 * applied by the embedded apply.
 * @param environments all that stacks were made of
 */
export function otherwiseThanKept(environments: readonly Environment[], terraform: boolean): string[] {
  const accounts = new Set(
    environments.flatMap(({ account, modelPackageGroup }) => [account, modelPackageGroup.account]),
  );
  return [
    ...(terraform ? ["applied with Terraform, which reads back what it made"] : []),
    ...(environments.length === ENVIRONMENTS ? [] : [`${environments.length} environments`]),
    ...(accounts.size === ACCOUNTS ? [] : [`${accounts.size} accounts of environments and registries`]),
    ...environments.flatMap((environment) =>
      SETTINGS.filter(({ isOtherwise }) => isOtherwise(environment)).map(
        ({ key }) => `${key} of ${environment.name}`,
      ),
    ),
  ];
}
