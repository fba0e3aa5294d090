// What Jenkins, GitHub and the Jenkinsfile have to call the same. A test holds the Jenkinsfile to it.

/** The multibranch jobs: one of what is not merged, with its pull requests, and one of the branches that deploy. */
export const JOBS = { open: "promotion", merged: "promotion-deploy" } as const;

/** The kinds of nodes, by the code that runs on them. */
export const LABELS = ["verify", "plan", "deploy"] as const;

/** Credentials by what they are for; their ids. */
export const CREDENTIALS = {
  /** Finds branches and pull requests, checks them out, reports builds. */
  app: "github-app",
  /** Posts what a pull request would do. */
  review: "github-review-token",
  /** Shows that a webhook is GitHub's. */
  webhook: "github-webhook-secret",
  /** Writes builds' logs. */
  log: "jenkins-log",
} as const;

/** Users or groups of Jenkins that answer `input`: its `submitter`. */
export const APPROVERS = "promotion-approvers";

/** What GitHub shows of a pull request's commit, and a merge waits for. */
export const CHECKS = {
  /** Of the branch source, for a pull request merged with its target (GitHubNotificationContext). */
  build: "continuous-integration/jenkins/pr-merge",
  /** Of the verb `review`. */
  plan: "sagemaker-promotion/plan",
} as const;
