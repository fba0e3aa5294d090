import { Option, type Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import type { Acting } from "../../environments/environment";
import { planFileOf, writePlanFile } from "../bound/plan-file";
import { discardStacks } from "../bound/stacks-plan";
import { CLASSES, isAtLeast, type ConsequenceClass } from "../consequences/classes";
import { changedScripts, withLines } from "../consequences/scripts";
import { planMarkdown } from "../markdown";
import { plan } from "../plan";
import { planReport } from "../report";
import { commandFor, planText } from "../text";
import { environmentVerb, work, type Options, type Work } from "./command";
import { prepare } from "./prepare";
import { planHalf, terraformOption } from "./terraform-half";

/** `--detailed-exitcode`, as `terraform plan` has it, and `--fail-on`. */
const CHANGES = 2;

interface PlanOptions extends Options {
  readonly role: Acting;
  readonly detailedExitcode?: true;
  readonly out?: string;
  readonly terraform?: true | string;
  readonly failOn?: ConsequenceClass;
  readonly format?: "text" | "markdown" | "json";
}

async function runPlan(options: PlanOptions, job: Work): Promise<number> {
  const { desired, aws } = await prepare(job, options.role, { allowDirty: true });
  const planned = await plan(desired, aws, job.progress);
  const half = await planHalf(options, job, options.role);
  // Only who deploys can apply Terraform's own plan, and only with a file that says so.
  if (half.stacks !== undefined && (options.out === undefined || options.role === "plan"))
    discardStacks(half.stacks);
  const scripts = await withLines(changedScripts(planned));
  const report = planReport(planned, { stacks: half.stacks, scripts });
  const markdown = options.format === "markdown";
  job.print(
    report,
    markdown ? planMarkdown(report, options.env) : planText(report, options.env, job.terminal.paint),
  );
  if (options.out !== undefined) {
    const file = planFileOf(planned, { acting: options.role, now: new Date(), ...half });
    writePlanFile(options.out, file);
    job.terminal.err(
      `The plan is kept in ${options.out} until ${file.expires}. Apply it with: ${commandFor("apply", options.env)} ${options.out}\n`,
    );
  }
  const { worst } = report.consequences;
  const refused = options.failOn !== undefined && worst !== undefined && isAtLeast(worst, options.failOn);
  return refused || (options.detailedExitcode === true && report.changes > 0) ? CHANGES : EXIT.done;
}

/** `plan`: shows, and writes nothing. */
export function planCommand(): Command {
  return environmentVerb("plan")
    .option("--detailed-exitcode", "exit with 2 when there are changes")
    .option("--out <file>", "keep the plan, to apply or to hold a later one against")
    .addOption(terraformOption())
    .addOption(
      new Option("--fail-on <class>", "exit with 2 when a change is of this class or of a worse one").choices(
        CLASSES,
      ),
    )
    .addOption(
      new Option("--role <role>", "as whom: plan only reads, deploy is who applies")
        .choices(["plan", "deploy"] satisfies Acting[])
        .default("plan"),
    )
    .addOption(
      new Option("--format <format>", "markdown is for comments on pull requests, json is --json")
        .choices(["text", "markdown", "json"])
        .conflicts("json"),
    )
    .action((options: PlanOptions) => {
      const json = options.format === "json" ? { json: true as const } : {};
      return work("plan", { ...options, ...json }, (job) => runPlan(options, job));
    });
}
