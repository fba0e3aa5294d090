import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Problem } from "../environments/problem";
import { run } from "../rehearsal/story/commands";
import type { Finding } from "./answers";

export interface Scan {
  readonly version: string;
  readonly stacks: number;
  readonly passed: number;
  readonly findings: readonly Finding[];
}

/** What we read of checkov's JSON report. */
interface Report {
  readonly results: { readonly failed_checks: readonly FailedCheck[] };
  readonly summary: {
    readonly passed: number;
    readonly failed: number;
    readonly parsing_errors: number;
    readonly checkov_version: string;
  };
}

interface FailedCheck {
  readonly check_id: string;
  readonly check_name: string;
  /** `/<stack>/cdk.tf.json` */
  readonly file_path: string;
  /** Type, or just `resource`, and Terraform's name of the resource. */
  readonly resource: string;
}

interface TerraformJson {
  readonly terraform: Readonly<Record<string, unknown>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
}

interface Resource {
  readonly "//": { readonly metadata: { readonly path: string } };
}

/**
 * Runs checkov on synthesized stacks.
 * @param python interpreter of the environment that checkov is installed in
 * @param stacks folder of a folder per stack with its `cdk.tf.json`
 * @param scratch empty folder
 * @throws Problem `CommandFailed`, or `StacksUnread` when checkov could not read a stack, which it takes for a success
 */
export async function scan(python: string, stacks: string, scratch: string): Promise<Scan> {
  const paths = copyStacks(stacks, scratch);
  const checkov = join(dirname(python), "checkov");
  const options = ["--framework", "terraform_json", "--skip-download", "--soft-fail", "--compact", "--quiet"];
  const text = await run(checkov, [...options, "--output", "json", "--directory", scratch], {
    environment: { LOG_LEVEL: "ERROR" },
    failure: { code: "CommandFailed", blame: "environment", next: "see what checkov says above" },
  });
  const { results, summary } = JSON.parse(text) as Report;
  if (summary.parsing_errors > 0 || summary.passed === 0) {
    throw new Problem({
      code: "StacksUnread",
      blame: "bug",
      message: `checkov ${summary.checkov_version} could not read ${summary.parsing_errors} of ${paths.size} stacks`,
      where: scratch,
      next: `see why: LOG_LEVEL=WARNING ${checkov} --framework terraform_json --directory ${stacks}`,
    });
  }
  return {
    version: summary.checkov_version,
    stacks: paths.size,
    passed: summary.passed,
    findings: results.failed_checks
      .map((failed) => ({
        check: failed.check_id,
        title: failed.check_name,
        resource: pathOf(failed, paths),
      }))
      .sort((a, b) => (key(a) < key(b) ? -1 : 1)),
  };
}

function key({ check, resource }: Finding): string {
  return `${check} ${resource}`;
}

function pathOf(
  { file_path, resource }: FailedCheck,
  stacks: ReadonlyMap<string, Map<string, string>>,
): string {
  const stack = dirname(file_path).slice(1);
  const name = resource.slice(resource.indexOf(".") + 1);
  return stacks.get(stack)?.get(name) ?? `${stack}/${name}`;
}

/** Copies every stack as checkov can read it; the paths of its constructs by Terraform's names, by stack. */
function copyStacks(from: string, to: string): Map<string, Map<string, string>> {
  const copied = readdirSync(from).map((stack): [string, Map<string, string>] => {
    const document = JSON.parse(readFileSync(join(from, stack, "cdk.tf.json"), "utf8")) as TerraformJson;
    const { terraform, ...rest } = document;
    mkdirSync(join(to, stack));
    // checkov 3.3 takes every setting of this block for an object and gives up on a version as text.
    const readable = { ...rest, terraform: { ...terraform, required_version: undefined } };
    writeFileSync(join(to, stack, "cdk.tf.json"), JSON.stringify(readable, undefined, 2));
    const resources = Object.values(document.resource ?? {}).flatMap((named) => Object.entries(named));
    return [stack, new Map(resources.map(([name, body]) => [name, body["//"].metadata.path]))];
  });
  return new Map(copied);
}
