import { resolve } from "node:path";
import { Option } from "commander";
import type { Acting } from "../../environments/environment";
import { synthesizedFolder } from "../bootstrap/synthesis";
import { terraformCli } from "../bootstrap/terraform";
import { applyStacks, planStacks, type StacksPlan } from "../bound/stacks-plan";
import type { Operation } from "../operation";
import type { Work } from "./command";
import type { Manner } from "./many";

/** `--terraform`: the promotion stack as well. */
export function terraformOption(): Option {
  return new Option(
    "--terraform [folder]",
    "Terraform's half as well, as npm run synth wrote it to this folder (default: cdktf.out); a copy has none of its own",
  ).conflicts("as");
}

/**
 * With Terraform one environment is worked on after the other: its cache of plugins is not safe for several `init` at the
 * same time (Terraform CLI documentation, "Provider Plugin Cache").
 */
export function inTerraformsTurn({
  terraform,
}: {
  readonly terraform?: true | string;
}): Pick<Manner, "atOnce"> {
  return terraform === undefined ? {} : { atOnce: 1 };
}

/** Terraform's plan of the promotion stack, where it was asked for. */
export async function planHalf(
  { terraform }: { readonly terraform?: true | string },
  { environment, progress }: Work,
  acting: Acting,
): Promise<{ readonly stacks?: StacksPlan }> {
  if (terraform === undefined) return {};
  progress("planning the stack with Terraform");
  return { stacks: await planStacks(terraformCli, environment, stacksFolder(terraform), acting) };
}

/** Folder of the synthesized stacks: cdktf's own, or another. */
export function stacksFolder(terraform: true | string): string {
  return terraform === true ? synthesizedFolder() : resolve(terraform);
}

/** The write that applies it. */
export function stacksOperation(stacks: StacksPlan | undefined): { readonly stacks?: Operation } {
  if (stacks === undefined) return {};
  return {
    stacks: {
      action: "apply",
      target: `stack ${stacks.stack}`,
      run: () => applyStacks(terraformCli, stacks),
    },
  };
}
