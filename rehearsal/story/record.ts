import { accountOf } from "sagemaker-promotion-core/arn";
import type { Admitted, Environment } from "../../environments/environment";

/** What a call record is a record of: `record.json` beside it. */
export interface Recorded {
  /** Every chapter was told, and held. */
  readonly whole: boolean;
  /** What differs from the rehearsals that `tools/iam/unused-permissions.ts` gives reasons for, a phrase each. */
  readonly differences: readonly string[];
}

/**
 * Settings that other stacks, and so other permissions and calls, come of. Names, numbers, sizes and the way of
 * monitoring change nothing that a reason speaks of.
 */
const SETTINGS: readonly {
  readonly key: string;
  readonly differs: (environment: Environment) => boolean;
}[] = [
  { key: "deployers", differs: ({ deployers, ...of }) => !isByDefault(deployers, of) },
  { key: "planners", differs: ({ planners, ...of }) => !isByDefault(planners, of) },
  { key: "events_role", differs: ({ eventsRole }) => eventsRole === undefined },
  { key: "iam_mode", differs: ({ iamMode }) => iamMode !== "least-privilege" },
  { key: "jenkins_external_id", differs: ({ jenkinsExternalId }) => jenkinsExternalId !== undefined },
  {
    key: "jenkins_role_arn",
    differs: ({ jenkinsRole, state }) => accountOf(jenkinsRole) !== accountOf(state.roleArn),
  },
  {
    key: "jenkins_plan_role_arn",
    differs: ({ jenkinsPlanRole, state }) => accountOf(jenkinsPlanRole) !== accountOf(state.roleArn),
  },
  { key: "processing_engine", differs: ({ processingEngine }) => processingEngine !== "pandas" },
  { key: "retrain_on", differs: ({ retrainOn }) => retrainOn !== "drift" },
  { key: "terraform_state_role_arn", differs: ({ state }) => state.isForeign },
  { key: "terraform_state_lock_table", differs: ({ state }) => state.lockTable !== undefined },
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
 * What sets a rehearsal apart from those that `tools/iam/unused-permissions.ts` gives reasons for: the example's environments,
 * applied by the embedded apply.
 * @param environments all that stacks were made of
 */
export function differencesFromReference(environments: readonly Environment[], terraform: boolean): string[] {
  const accounts = new Set(
    environments.flatMap(({ account, modelPackageGroup }) => [account, modelPackageGroup.account]),
  );
  return [
    ...(terraform ? ["applied with Terraform, which reads back what it made"] : []),
    ...(environments.length === ENVIRONMENTS ? [] : [`${environments.length} environments`]),
    ...(accounts.size === ACCOUNTS ? [] : [`${accounts.size} accounts of environments and registries`]),
    ...environments.flatMap((environment) =>
      SETTINGS.filter(({ differs }) => differs(environment)).map(
        ({ key }) => `${key} of ${environment.name}`,
      ),
    ),
  ];
}
