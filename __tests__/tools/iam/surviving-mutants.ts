import type { PolicyOwner } from "../../../tools/iam/policy-owner";

/** A statement that matches calls of the rehearsal, which would be allowed without it. */
export interface Redundant {
  readonly owner: PolicyOwner;
  /** Its Sid. */
  readonly statement: string;
  readonly because: string;
}

const AS_THE_REGISTRY =
  "asked for by name while a version is registered, and the guide does not say as whom of the account SageMaker comes; in the rehearsal it comes as the account's root, which needs no grant on its own bucket";

/** Statements whose loss no rehearsal notices though calls of it match them, and why they stay. */
export const REDUNDANT: readonly Redundant[] = [
  { owner: "artifacts-bucket", statement: "RegistrationReadsArtifacts", because: AS_THE_REGISTRY },
  { owner: "artifacts-bucket", statement: "RegistrationReadsBucket", because: AS_THE_REGISTRY },
];

/** Statements of one environment that the story exercises in another. */
export interface NotExercised {
  /** Its env_group. */
  readonly environment: string;
  readonly because: string;
  /** Owner → Sids. */
  readonly statements: Readonly<Partial<Record<PolicyOwner, readonly string[]>>>;
}

/** What no rehearsal does in an environment, though the same code stands in every one. */
export const NOT_EXERCISED: readonly NotExercised[] = [
  {
    environment: "dev",
    because:
      "the example's dev has no schedule; the role that starts one is there, so that a schedule is added without the account's administrator",
    statements: {
      "dead-letters": ["RulesKeepEvents"],
      "deploy-role": ["PassRoleToRules"],
      "events-role": ["StartInference", "StartsPipelines"],
    },
  },
  {
    environment: "dev",
    because: "no job of dev fails, and its batch does not drift, so that there is no training to start",
    statements: {
      "lambda-role": ["MarkAlerts", "StartTraining"],
      "start-retraining": ["RetrainingRule"],
    },
  },
  {
    environment: "dev",
    because: "dev predicts once, so that there are no earlier predictions to look back at",
    statements: { "lambda-role": ["ReadProvenance"] },
  },
  {
    environment: "dev",
    because:
      "the story lets events go lost and an inference be overdue in prod alone, so that no alarm of dev's goes off",
    statements: { "alert-key": ["AlarmsPublish"], "alert-topic": ["AlarmsPublish"] },
  },
  {
    environment: "dev",
    because:
      "people of dev start and follow pipelines as the role for it; where a Studio runs as the execution role, they do so as that one, as in prod",
    statements: { "execution-role": ["FollowExecutions", "StartPipelines"] },
  },
  {
    environment: "dev",
    because: "Jenkins deploys dev from a branch; in the story people of dev's account do",
    statements: { "deploy-role": ["AssumedByJenkins"] },
  },
];
