/** The roles of a promotion. */
export const ROLE_HOLDERS = [
  "approver-role",
  "deploy-role",
  "events-role",
  "execution-role",
  "jenkins-plan-role",
  "jenkins-server-role",
  "lambda-role",
  "plan-role",
  "plan-writer-role",
  "state-plan-role",
  "state-role",
] as const;

/** What else carries a policy. */
export const RESOURCE_HOLDERS = [
  "alert-key",
  "alert-topic",
  "artifacts-bucket",
  "data-bucket",
  "encryption-key",
  "model-package-group",
  "start-retraining",
  "state-bucket",
] as const;

/**
 * What carries a policy, by its part in the promotion: its name would say the same, but differs from one organisation,
 * environment and model to the next.
 */
export type Holder = (typeof ROLE_HOLDERS)[number] | (typeof RESOURCE_HOLDERS)[number];
