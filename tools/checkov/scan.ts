import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { Problem } from "sagemaker-promotion-core/problem";
import { run } from "../../rehearsal/story/commands";
import type { Finding } from "./suppressions";

export interface Scan {
  readonly version: string;
  /** Over all scenarios. */
  readonly stacks: number;
  /** Over all scenarios. */
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

export interface FailedCheck {
  readonly check_id: string;
  readonly check_name: string;
  /** `/<scenario>/<stack>/cdk.tf.json` */
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

/** Constructs' paths by Terraform's names, by `scenario/stack`. */
type Paths = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Runs checkov once on the stacks that several scenarios were synthesized to.
 * @param python interpreter of the environment that checkov is installed in
 * @param synthesized folder of a folder per scenario, as synthesis wrote it: `<scenario>/stacks/<stack>/cdk.tf.json`
 * @param scratch empty folder
 * @throws Problem `CommandFailed`, or `StacksUnread` when checkov could not read a stack, which it takes for a success
 */
export async function scan(python: string, synthesized: string, scratch: string): Promise<Scan> {
  const paths: Paths = new Map(
    readdirSync(synthesized).flatMap((scenario) =>
      copyStacks(join(synthesized, scenario, "stacks"), join(scratch, scenario)).map(([stack, names]) => [
        `${scenario}/${stack}`,
        names,
      ]),
    ),
  );
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
      next: `see why: LOG_LEVEL=WARNING ${checkov} --framework terraform_json --directory ${synthesized}`,
    });
  }
  return {
    version: summary.checkov_version,
    stacks: paths.size,
    passed: summary.passed,
    findings: findingsOf(results.failed_checks, paths),
  };
}

/** What failed, each once with the scenarios that it fails in, in the order of checks and resources. */
export function findingsOf(failed: readonly FailedCheck[], paths: Paths): Finding[] {
  const found = new Map<string, Finding>();
  for (const { check_id: check, check_name: title, file_path: file, resource: address } of failed) {
    const place = dirname(file).slice(1);
    const [scenario = "", stack = ""] = place.split("/");
    const name = address.slice(address.indexOf(".") + 1);
    const resource = paths.get(place)?.get(name) ?? `${stack}/${name}`;
    const key = `${check} ${resource}`;
    const scenarios = found.get(key)?.scenarios ?? [];
    // A check may fail twice on one resource, for two of its parts.
    found.set(key, { check, title, resource, scenarios: [...new Set([...scenarios, scenario])] });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, finding]) => finding);
}

/** Copies every stack as checkov can read it; the paths of its constructs by Terraform's names, by stack. */
function copyStacks(from: string, to: string): [stack: string, paths: Map<string, string>][] {
  return readdirSync(from).map((stack) => {
    const document = JSON.parse(readFileSync(join(from, stack, "cdk.tf.json"), "utf8")) as TerraformJson;
    const { terraform, ...rest } = document;
    // checkov 3.3 takes every setting of this block for an object and gives up on a version as text.
    const readable = { ...rest, terraform: { ...terraform, required_version: undefined } };
    writeWhole(join(to, stack, "cdk.tf.json"), JSON.stringify(readable, undefined, 2));
    const resources = Object.values(document.resource ?? {}).flatMap((named) => Object.entries(named));
    return [stack, new Map(resources.map(([name, body]) => [name, body["//"].metadata.path]))];
  });
}
