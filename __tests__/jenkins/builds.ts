import type { Build } from "../../jenkins/build";
import type { Scenario } from "../../jenkins/world";

/** What Jenkins's administrator told it. */
export const GLOBALS = { DEV_ACCOUNT: "111111111111", PROD_ACCOUNT: "222222222222" };

/** Id of the credential that may comment. */
export const REVIEW_TOKEN = "github-review-token";
const KNOWN: Build = { globals: GLOBALS, credentials: { [REVIEW_TOKEN]: "ghs_geheim" } };

const request = (target: string, fork?: string): Build => ({
  ...KNOWN,
  changeRequest: { id: 7, target, branch: "change", ...(fork === undefined ? {} : { fork }) },
});
const push = (branch: string): Build => ({ ...KNOWN, branch });

/** One build of each kind that a Jenkins may start. */
export const BUILDS = {
  "push to main": push("main"),
  "push to dev": push("dev"),
  "push to another branch": push("feature/x"),
  "push to a branch called MAIN": push("MAIN"),
  "push to a branch called Dev": push("Dev"),
  "push to a branch called PR-7": push("PR-7"),
  "pull request to main": request("main"),
  "pull request to dev": request("dev"),
  "pull request to another branch": request("feature/x"),
  "fork's pull request to main": request("main", "someone"),
  "fork's pull request to dev": request("dev", "someone"),
} satisfies Readonly<Record<string, Build>>;

/** Who may approve does, wherever somebody is asked. */
export const APPROVED: Pick<Scenario, "inputs"> = {
  inputs: { "approve-main": [{ by: "ann", groups: ["promotion-approvers"] }] },
};
