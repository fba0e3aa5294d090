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
    because: "the story's clock strikes in prod; in dev a person starts the pipelines",
    statements: { "events-role": ["StartInference", "StartsPipelines"] },
  },
  {
    environment: "dev",
    because:
      "dev's inference stops where no version is approved: it sees no batch, so that nothing drifts, no training is started and no alert is sent by a function",
    statements: {
      "alert-key": ["LambdaPublishes"],
      "lambda-role": [
        "DecryptMonitorReport",
        "EncryptAlert",
        "MarkAlerts",
        "ReadMonitorReport",
        "SendAlert",
        "StartTraining",
      ],
      "start-retraining": ["RetrainingRule"],
    },
  },
  {
    environment: "dev",
    because: "Jenkins deploys and plans dev from a branch; in the story people of dev's account do",
    statements: { "deploy-role": ["AssumedByJenkins"], "plan-role": ["AssumedByJenkins"] },
  },
  {
    environment: "dev",
    because: "dev's inference creates no model, so that destroying its pipeline finds none",
    statements: { "deploy-role": ["DeleteModelsOfExecutions"] },
  },
];
