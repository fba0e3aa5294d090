import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { writeWhole } from "sagemaker-promotion-core/files";
import { Command, InvalidArgumentError, Option } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { Problem } from "sagemaker-promotion-core/problem";
import { told, type Told } from "../../deploy/commands/command";
import { redactJson, secretValues } from "../../deploy/redaction";
import { branchOption } from "../../deploy/commands/many";
import { commentText, type CommentInput, type CommentText } from "../../review/comment";
import { GitHubRest, type GitHub, type PullRequest } from "../../review/github";
import { checkOf, publish } from "../../review/publish";
import { readResults } from "../../rehearsal/results/read-results";
import { rehearsedOf } from "../../review/rehearsed";
import type { Missing, Reviewed } from "../../review/reviewed";
import { requireEnvironments } from "../../environments/select";
import { plansOf } from "../reviewed-plans";
import { variable } from "sagemaker-promotion-core/variable";

interface ReviewOptions {
  readonly env: readonly string[];
  readonly branch?: string;
  readonly pr?: number;
  readonly preview?: true;
  readonly plans: string;
  readonly rehearsed?: string;
  readonly out?: string;
  readonly build: number;
  readonly url?: string;
  readonly repository?: string;
  readonly json?: true;
}

/** Of a pull request that is there. */
type Published = ReviewOptions & { readonly pr: number };

/** What `review --json` prints. */
interface ReviewReport {
  readonly verb: "review";
  readonly ok: true;
  /** Absent where there is none yet. */
  readonly pullRequest?: number;
  readonly outcome: "created" | "updated" | "superseded" | "closed" | "previewed";
  readonly verdict: string;
  /** Address of the comment. */
  readonly url?: string;
}

/** Something to be merged that has no pull request yet, as its plans tell it. */
function proposed(target: string | undefined, environments: readonly (Reviewed | Missing)[]): PullRequest {
  const [plan] = environments.flatMap((one) => ("plan" in one ? [one.plan] : []));
  const head = plan?.commit ?? "";
  return {
    number: 0,
    open: true,
    head,
    base: plan?.parents[0] ?? head,
    target: target ?? "the default branch",
  };
}

/** The comment for whoever has not pushed yet. GitHub is asked nothing. */
function preview(options: ReviewOptions, { print }: Told): number {
  const described = requireEnvironments(options);
  const environments = plansOf(described, options);
  const pull = proposed(described[0]?.branch, environments);
  const build = { head: pull.head, number: options.build };
  const comment = textOf({ pull, build, environments, approvals: [] }, options);
  if (options.out !== undefined) writeWhole(options.out, comment.body);
  const report: ReviewReport = { verb: "review", ok: true, outcome: "previewed", verdict: comment.verdict };
  print(report, comment.body);
  return EXIT.done;
}

async function runReview(options: Published, { terminal, progress, print }: Told): Promise<number> {
  const github = connectGitHub(options, progress);
  progress(`reading pull request ${options.pr}`);
  const pull = await github.pullRequest(options.pr);
  const environments = plansOf(requireEnvironments(options), options);
  const report = (more: Pick<ReviewReport, "outcome" | "verdict" | "url">): ReviewReport => ({
    verb: "review",
    ok: true,
    pullRequest: options.pr,
    ...more,
  });
  if (!pull.open || isOfAnotherHead(environments, pull)) {
    const outcome = pull.open ? "superseded" : "closed";
    const verdict = pull.open
      ? `The plans are not of ${pull.head}, which is the head of the pull request by now. Its own build says what that does.`
      : "The pull request is closed. Nothing was written.";
    print(report({ outcome, verdict }), `${verdict}\n`);
    return EXIT.done;
  }
  const build = { head: pull.head, number: options.build };
  const comment = await written(github, { pull, build, environments }, options);
  if (options.out !== undefined) writeWhole(options.out, comment.body);
  progress("writing the comment");
  const published = await publish(github, pull, { build, body: comment.body });
  await github
    .check(checkOf(pull, { ...comment, ...published }))
    .catch((error: unknown) =>
      terminal.err(`The comment is there, the check is not. ${(error as Error).message}\n`),
    );
  const where = published.url === undefined ? "" : `: ${published.url}`;
  print(
    report({ ...published, verdict: comment.verdict }),
    `${comment.verdict}\nThe comment is ${published.outcome}${where}\n`,
  );
  return EXIT.done;
}

async function written(
  github: GitHub,
  input: Omit<Written, "approvals">,
  options: ReviewOptions,
): Promise<CommentText> {
  return textOf({ ...input, approvals: await github.approvals(input.pull) }, options);
}

type Written = Omit<CommentInput, "rehearsed" | "url">;

function textOf(input: Written, { url, rehearsed: folder }: ReviewOptions): CommentText {
  const secrets = secretValues(process.env);
  const results = (side: string) => redactJson(readResults(join(folder ?? "", side)), secrets);
  const rehearsed = folder === undefined ? undefined : rehearsedOf(results("base"), results("head"));
  const all = { ...input, ...(rehearsed && { rehearsed }), ...(url === undefined ? {} : { url }) };
  return commentText(all, secrets);
}

/** Somebody has pushed since: the comment that is there tells more than ours would. */
function isOfAnotherHead(environments: readonly (Reviewed | Missing)[], { head }: PullRequest): boolean {
  const plans = environments.flatMap((one) => ("plan" in one ? [one.plan] : []));
  return plans.length > 0 && !plans.some(({ commit, parents }) => commit === head || parents.includes(head));
}

/** @throws Problem `NoGitHubToken`, `NoRepository` */
function connectGitHub({ repository, pr }: Published, progress: Told["progress"]): GitHub {
  const token = variable("GITHUB_TOKEN");
  if (token === undefined) {
    throw new Problem({
      code: "NoGitHubToken",
      blame: "user",
      message: "There is no token for GitHub.",
      where: "the environment variable GITHUB_TOKEN",
      next: "Set it to a token that may write pull requests and commit statuses of the repository.",
    });
  }
  const [, ofChange] = /^https:\/\/[^/]+\/([^/]+\/[^/]+)\/pull\/\d+/.exec(variable("CHANGE_URL") ?? "") ?? [];
  const name = repository ?? variable("GITHUB_REPOSITORY") ?? ofChange;
  if (name === undefined || !/^[\w.-]+\/[\w.-]+$/.test(name)) {
    throw new Problem({
      code: "NoRepository",
      blame: "user",
      message: `Which repository pull request ${pr} is of is not known.`,
      where: "GITHUB_REPOSITORY, or Jenkins' CHANGE_URL",
      next: "Name it: --repository owner/name.",
    });
  }
  const api = (variable("GITHUB_API_URL") ?? "https://api.github.com").replace(/\/+$/, "");
  return new GitHubRest({ api, repository: name, token, fetch, sleep: setTimeout, progress });
}

/** `review`: says on a pull request what a merge does. */
export function reviewCommand(): Command {
  return new Command("review")
    .requiredOption("--env <name...>", "environments, in the order in which they are told")
    .addOption(branchOption())
    .option("--pr <number>", "number of the pull request", whole)
    .addOption(
      new Option("--preview", "print the comment; nothing is asked of GitHub nor written there").conflicts(
        "pr",
      ),
    )
    .option("--plans <folder>", "holds what plan --out wrote, as NAME.plan.json", "plans")
    .option("--rehearsed <folder>", "holds what npm run rehearse -- --against left of base and head")
    .option("--out <file>", "the comment as a Markdown file as well")
    .addOption(
      new Option("--build <number>", "grows from build to build: an older build changes nothing")
        .env("BUILD_NUMBER")
        .argParser(whole)
        .default(0),
    )
    .addOption(new Option("--url <url>", "where the build's log is").env("BUILD_URL"))
    .option("--repository <owner/name>", "default: GITHUB_REPOSITORY, or the one of Jenkins' CHANGE_URL")
    .option("--json", "print one JSON document on stdout, errors included")
    .addHelpText(
      "after",
      `
One comment for all environments, which later builds change in its place, and a check of the head. With --branch, plans
of environments that no file here describes are told as well: the pull request adds them.
Reads the plans as data and asks AWS nothing. GITHUB_TOKEN is the token; GITHUB_API_URL names another GitHub.

Examples:
  npm run deploy -- plan --env prod --out plans/prod.plan.json
  npm run deploy -- review --env prod --pr 7
  npm run deploy -- review --env all --branch main --pr 7 --out review.md
  npm run deploy -- review --env prod --preview`,
    )
    .action((options: ReviewOptions, command: Command) => {
      const { pr } = options;
      if (pr === undefined && options.preview === undefined)
        command.error("error: name the pull request with --pr, or pass --preview");
      const of = { ...(options.json && { json: true as const }), env: options.env.join(" ") };
      return told("review", of, (job) =>
        pr === undefined ? Promise.resolve(preview(options, job)) : runReview({ ...options, pr }, job),
      );
    });
}

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a whole number.");
}
