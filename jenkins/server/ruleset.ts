import { CHECKS } from "./names";

const APPROVALS = 1;

/**
 * What GitHub demands of the branches that deploy, as the body of "Create a repository ruleset"
 * (https://docs.github.com/rest/repos/rules#create-a-repository-ruleset). Without it a merge is no gate: nobody may pass it
 * by, administrators included.
 * @param app the id of the GitHub App that Jenkins reports as
 */
export function ruleset(branches: readonly string[], app: number): object {
  return {
    name: "sagemaker-promotion",
    target: "branch",
    enforcement: "active",
    bypass_actors: [],
    conditions: { ref_name: { include: branches.map((branch) => `refs/heads/${branch}`), exclude: [] } },
    rules: [
      { type: "deletion" },
      { type: "non_fast_forward" },
      {
        type: "pull_request",
        parameters: {
          required_approving_review_count: APPROVALS,
          dismiss_stale_reviews_on_push: true,
          require_last_push_approval: true,
          require_code_owner_review: false,
          required_review_thread_resolution: true,
        },
      },
      {
        type: "required_status_checks",
        parameters: {
          // Up to date with its target: what was planned is what the merge makes.
          strict_required_status_checks_policy: true,
          required_status_checks: [
            // Whoever may push can report any check; with the id, only the app can report this one.
            { context: CHECKS.build, integration_id: app },
            { context: CHECKS.plan },
          ],
        },
      },
    ],
  };
}
