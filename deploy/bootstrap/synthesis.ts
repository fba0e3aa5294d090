import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Problem } from "sagemaker-promotion-core/problem";
import { projectRoot } from "../../environments/project-root";
import { variable } from "sagemaker-promotion-core/variable";

/** A foundation as it is synthesized. */
export interface SynthesizedStack {
  readonly stackName: string;
  /** Output folder of all stacks. */
  readonly outdir: string;
  /** Folder of its `cdk.tf.json`. */
  readonly folder: string;
  readonly account: string;
  readonly region: string;
  readonly state: { readonly bucket: string; readonly key: string; readonly region: string };
}

/** What is read of a `cdk.tf.json`. */
interface Configuration {
  readonly provider: {
    readonly aws: readonly [
      {
        readonly region: string;
        readonly allowed_account_ids: readonly [string];
        readonly assume_role?: object;
      },
    ];
  };
  readonly terraform: { readonly backend: { readonly s3: SynthesizedStack["state"] } };
}

/** Where `npm run synth` writes the stacks. */
export function synthesizedFolder(): string {
  return variable("CDKTF_OUTDIR") ?? join(projectRoot(), "cdktf.out");
}

/**
 * Synthesizes as `npm run synth` does, CDKTF_OUTDIR, ENVIRONMENTS and AWS_PROVIDER_VERSION included.
 * @throws Problem `SynthFailed`, `UnknownStack` where no foundation has the name
 */
export async function synthesizeFoundation(stackName: string): Promise<SynthesizedStack> {
  const outdir = synthesizedFolder();
  try {
    await promisify(execFile)(process.execPath, [join(projectRoot(), "run.mjs"), "main.ts"]);
  } catch (cause) {
    throw new Problem({
      code: "SynthFailed",
      blame: "user",
      message: `the stacks could not be synthesized:\n${(cause as { stderr?: string }).stderr?.trimEnd() ?? String(cause)}`,
      next: "fix what it says, then run the same command again; nothing was changed",
      cause,
    });
  }
  const stacks = readdirSync(join(outdir, "stacks")).flatMap((name) => read(outdir, name) ?? []);
  const foundation = stacks.find((stack) => stack.stackName === stackName && !stack.assumesRole);
  if (foundation !== undefined) return foundation;
  throw unknownStack(stackName, stacks);
}

/** Foundations are applied by administrators as they are; promotions by whoever may assume the role that deploys. */
type Read = SynthesizedStack & { readonly assumesRole: boolean };

function read(outdir: string, stackName: string): Read | undefined {
  const folder = join(outdir, "stacks", stackName);
  const file = join(folder, "cdk.tf.json");
  if (!existsSync(file)) return undefined;
  const { provider, terraform } = JSON.parse(readFileSync(file, "utf8")) as Configuration;
  const [{ region, allowed_account_ids: accounts, assume_role: role }] = provider.aws;
  const state = terraform.backend.s3;
  return { stackName, outdir, folder, account: accounts[0], region, state, assumesRole: role !== undefined };
}

function unknownStack(stackName: string, stacks: readonly Read[]): Problem {
  const foundations = stacks.filter(({ assumesRole }) => !assumesRole).map((stack) => stack.stackName);
  const isPromotion = stacks.some((stack) => stack.stackName === stackName);
  return new Problem({
    code: "UnknownStack",
    blame: "user",
    message: isPromotion
      ? `${stackName} is an environment's promotion, not a foundation`
      : `there is no foundation ${stackName}`,
    where: `foundations: ${foundations.join(", ")}`,
    next: isPromotion
      ? `npx cdktf destroy ${stackName}; nothing was changed`
      : "name one of them; nothing was changed",
  });
}
