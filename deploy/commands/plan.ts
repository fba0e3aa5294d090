import { Option, type Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import type { Acting } from "../../environments/environment";
import { planMarkdown } from "../markdown";
import { plan } from "../plan";
import { planReport } from "../report";
import { planText } from "../text";
import { environmentVerb, work, type Options, type Work } from "./command";
import { prepare } from "./prepare";

/** `--detailed-exitcode`, as `terraform plan` has it. */
const CHANGES = 2;

interface PlanOptions extends Options {
  readonly role: Acting;
  readonly detailedExitcode?: true;
  readonly format?: "text" | "markdown" | "json";
}

async function runPlan(options: PlanOptions, job: Work): Promise<number> {
  const { desired, aws } = await prepare(job, options.role, { allowDirty: true });
  const report = planReport(await plan(desired, aws, job.progress));
  const markdown = options.format === "markdown";
  job.print(
    report,
    markdown ? planMarkdown(report, options.env) : planText(report, options.env, job.terminal.paint),
  );
  return options.detailedExitcode === true && report.changes > 0 ? CHANGES : EXIT.done;
}

/** `plan`: shows, and writes nothing. */
export function planCommand(): Command {
  return environmentVerb("plan", "show what an apply would change; reads only")
    .option("--detailed-exitcode", "exit with 2 when there are changes")
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
