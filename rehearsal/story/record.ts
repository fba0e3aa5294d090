import { accountOf } from "sagemaker-promotion-core/arn";
import { defaultReads } from "../../environments/assemble";
import type { Admitted, Environment } from "../../environments/environment";
import { STATE_GROUP } from "../../environments/state-owner";

/** What a call record covers: `record.json` beside it. */
export interface Recorded {
  /** Every chapter ran, and none failed. */
  readonly whole: boolean;
  /** How it differs from the rehearsals that `tools/iam/unused-permissions.ts` gives reasons for, a phrase each. */
  readonly differences: readonly string[];
}

/**
 * Settings that change the stacks, and so the permissions and the calls. Names, numbers, sizes and the kind of
 * monitoring do not.
 */
const SETTINGS: readonly {
  readonly key: string;
  readonly isDifferent: (environment: Environment) => boolean;
}[] = [
  { key: "deployers", isDifferent: ({ deployers, ...of }) => !isDefault(deployers, of) },
  { key: "planners", isDifferent: ({ planners, ...of }) => !isDefault(planners, of) },
  {
    key: "cron_schedule",
    isDifferent: ({ group, inferencePipeline }) =>
      (inferencePipeline.schedule !== undefined) !== (group === STATE_GROUP),
  },
  {
    key: "reads_versions_of",
    isDifferent: ({ group, readsVersionsOf }) =>
      [...readsVersionsOf].sort().join() !== [...defaultReads(group)].sort().join(),
  },
  {
    key: "scientist_role_arn",
    isDifferent: ({ group, scientistRole }) => (scientistRole === undefined) !== (group === STATE_GROUP),
  },
  { key: "events_role", isDifferent: ({ eventsRole }) => eventsRole === undefined },
  { key: "iam_mode", isDifferent: ({ iamMode }) => iamMode !== "least-privilege" },
  { key: "jenkins_external_id", isDifferent: ({ jenkinsExternalId }) => jenkinsExternalId !== undefined },
  {
    key: "jenkins_role_arn",
    isDifferent: ({ jenkinsRole, state }) => accountOf(jenkinsRole) !== accountOf(state.roleArn),
  },
  {
    key: "jenkins_plan_role_arn",
    isDifferent: ({ jenkinsPlanRole, state }) => accountOf(jenkinsPlanRole) !== accountOf(state.roleArn),
  },
  { key: "processing_engine", isDifferent: ({ processingEngine }) => processingEngine !== "pandas" },
  { key: "require_evidence", isDifferent: ({ requireEvidence }) => requireEvidence },
  { key: "retrain_on", isDifferent: ({ retrainOn }) => retrainOn !== "drift" },
  { key: "terraform_state_role_arn", isDifferent: ({ state }) => state.isForeign },
  { key: "vpc", isDifferent: ({ vpc }) => vpc !== undefined },
  { key: "terraform_state_lock_table", isDifferent: ({ state }) => state.lockTable !== undefined },
];

/** The default: only Jenkins in the account with the states, people of the account elsewhere. */
function isDefault(admitted: Admitted, { account, state }: Pick<Environment, "account" | "state">): boolean {
  return account === accountOf(state.roleArn) ? admitted.length === 0 : admitted === "account";
}

/** The environments of the example, and the accounts: two of theirs, and the registry's. */
const ENVIRONMENTS = 2;
const ACCOUNTS = 3;

/**
 * How a rehearsal differs from those that `tools/iam/unused-permissions.ts` gives reasons for: the example's environments,
 * applied by the embedded apply.
 * @param environments every environment that has stacks
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
      SETTINGS.filter(({ isDifferent }) => isDifferent(environment)).map(
        ({ key }) => `${key} of ${environment.name}`,
      ),
    ),
  ];
}
