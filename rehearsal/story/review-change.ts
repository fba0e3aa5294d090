import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { makeFolder } from "sagemaker-promotion-core/files";
import type { Environment } from "../../environments/environment";
import type { Actors } from "./actors";
import { run, type CommandOptions } from "./commands";
import { proposeChange } from "./proposed-change";
import type { Scenario } from "./scenario";
import type { Stacks } from "./stacks";

/** What a pull request's build would say of a change. */
export interface ChangeReview {
  readonly verdict: string;
  /** The comment, in Markdown. */
  readonly comment: string;
}

export interface ReviewOptions {
  readonly scenario: Scenario;
  readonly endpoint: string;
  readonly actors: Actors;
  readonly stacks: Stacks;
  readonly signal: AbortSignal;
}

const PLANS = "plans";
const COMMENT = "pull-request.md";

/**
 * What the Jenkinsfile runs on a pull request, in a checkout with a change: plans it as who plans, stores the plan where the
 * build would, and writes the comment to a file instead of to GitHub.
 * @returns undefined where git knows no checkout
 */
export async function reviewChange(
  environment: Environment,
  { scenario, endpoint, actors, stacks, signal }: ReviewOptions,
): Promise<ChangeReview | undefined> {
  const environmentFile = relative(scenario.folder, scenario.fileOf(environment));
  const change = await proposeChange({
    environmentsFolder: scenario.folder,
    model: environment.modelName,
    environmentFile,
    signal,
  });
  if (change === undefined) return undefined;
  try {
    const { folder } = change;
    const node = (args: readonly string[], options: Pick<CommandOptions, "credentials" | "environment">) =>
      run(process.execPath, [join(folder, "run.mjs"), ...args], {
        cwd: folder,
        signal,
        ...options,
        environment: { ...change.variables, ...options.environment },
      });
    await node(["main.ts"], { environment: { ...stacks.terraform, SYNTH_ROLE: "plan" } });
    const { name } = environment;
    makeFolder(join(folder, PLANS));
    const plan = join(PLANS, `${name.replaceAll("/", "-")}.plan.json`);
    // Only a build's plan is stored: people's are theirs alone.
    const store = environment.planners === "account" ? [] : ["--store"];
    await node(["operate/cli.ts", "plan", "--env", name, "--terraform", ...store, "--out", plan], {
      credentials: (await actors.planner(environment)).credentials,
      environment: { ...stacks.terraform, AWS_ENDPOINT_URL: endpoint },
    });
    const review = ["operate/cli.ts", "review", "--env", name, "--preview", "--plans", PLANS];
    const said = await node([...review, "--out", COMMENT, "--json"], {});
    const { verdict } = JSON.parse(said) as { readonly verdict: string };
    return { verdict, comment: readFileSync(join(folder, COMMENT), "utf8") };
  } finally {
    change.remove();
  }
}
