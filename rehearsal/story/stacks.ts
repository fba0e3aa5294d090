import { existsSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { stackName } from "../../environments/names";
import type { Environment } from "../../environments/environment";
import { projectRoot } from "../../environments/project-root";
import { apply, destroy, plan } from "../apply/apply";
import type { ApplyResult, Target } from "../apply/apply";
import { assert } from "./assert";
import { runEntry } from "./commands";
import type { Foundation } from "./foundations";
import type { Actors } from "./actors";
import { variable } from "sagemaker-promotion-core/variable";

/** The synthesized stacks, applied to the local accounts as those who would apply them to AWS. */
export interface Stacks {
  /** Environment variables of whatever asks for `terraform`. */
  readonly terraform: Readonly<Record<string, string>>;
  /** `npm run synth` into the rehearsal's own folder. */
  synthesize(): Promise<readonly string[]>;
  /** A foundation, applied by its account's administrator. */
  applyFoundation(foundation: Foundation): Promise<ApplyResult>;
  /** How many resources of an environment's promotion stack an apply would change, planned by who only reads. */
  planPromotion(environment: Environment): Promise<number>;
  /** An environment's promotion stack, applied by whoever deploys it. */
  applyPromotion(environment: Environment): Promise<ApplyResult>;
  destroyPromotion(environment: Environment): Promise<ApplyResult>;
  /** Refuses, without `purge`, while data lies in it; then nothing is destroyed. */
  destroyFoundation(foundation: Foundation, options: { readonly purge: boolean }): Promise<ApplyResult>;
}

export interface StacksOptions {
  readonly endpoint: string;
  readonly actors: Actors;
  /** Folder of the environment files to synthesize from. */
  readonly environmentsFolder: string;
  readonly out: string;
  /** Ends the commands that are running. */
  readonly signal: AbortSignal;
}

/** Folder of a synthesized stack below `out`. */
export function synthesizedFolder(out: string, stack: string): string {
  const folder = join(out, "cdktf.out", "stacks", stack);
  assert(existsSync(join(folder, "cdk.tf.json")), `a synthesized stack ${stack}`, folder);
  return folder;
}

/** Where the stacks lie for those who only plan. */
export function planFolder(out: string): string {
  return join(out, "plan");
}

/** `npm run synth` into the rehearsal's own folder, for those who deploy and for those who plan; the stacks' names. */
export async function synthesizeBoth(
  options: StacksOptions,
  variables: Readonly<Record<string, string>>,
): Promise<string[]> {
  await synthesizeInto({ ...options, out: planFolder(options.out) }, { ...variables, SYNTH_ROLE: "plan" });
  return synthesizeInto(options, variables);
}

async function synthesizeInto(
  { out, environmentsFolder, signal }: StacksOptions,
  variables: Readonly<Record<string, string>>,
): Promise<string[]> {
  const outdir = join(out, "cdktf.out");
  rmSync(outdir, { recursive: true, force: true });
  const said = await runEntry("main.ts", [], {
    environment: { ...variables, CDKTF_OUTDIR: outdir, ENVIRONMENTS: environmentsFolder },
    signal,
  });
  return said.trimEnd().split("\n");
}

/** Foundations first, then what needs them; clean-up goes the other way. */
export function localStacks(options: StacksOptions): Stacks {
  const foundation = async ({ stack, account }: Foundation): Promise<Target> => ({
    folder: synthesizedFolder(options.out, stack),
    endpoint: options.endpoint,
    credentials: (await options.actors.administrator(account)).credentials,
    // The bucket for remote state is itself part of a foundation.
    stateFile: join(options.out, "state", `${stack}.tfstate`),
  });
  const { out, endpoint, actors } = options;
  const promotion = async (environment: Environment): Promise<Target> => ({
    folder: synthesizedFolder(out, stackName(environment)),
    endpoint,
    credentials: (await actors.deployer(environment)).credentials,
  });
  return {
    terraform: {
      PATH: [join(projectRoot(), "rehearsal", "apply", "bin"), variable("PATH") ?? ""].join(delimiter),
    },
    synthesize: () => synthesizeBoth(options, {}),
    async planPromotion(environment) {
      const folder = synthesizedFolder(planFolder(out), stackName(environment));
      const { credentials } = await actors.planner(environment);
      const changes = await plan({ folder, endpoint, credentials });
      return changes.filter(({ action }) => action !== "none").length;
    },
    applyFoundation: async (one) => apply(await foundation(one)),
    applyPromotion: async (environment) => apply(await promotion(environment)),
    destroyPromotion: async (environment) => destroy(await promotion(environment)),
    destroyFoundation: async (one, options) => destroy(await foundation(one), options),
  };
}
