import { Option, type Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { join } from "node:path";
import type { Acting } from "../../environments/environment";
import { writePlanFile } from "../bound/plan-document";
import { planFileOf, type PlanFile } from "../bound/plan-file";
import { planFileName } from "../bound/plan-folder";
import { discardStacks } from "../bound/stacks-plan";
import { storedTree, storePlan } from "../bound/stored-plan";
import { CLASSES, isAtLeast, type ConsequenceClass } from "../consequences/classes";
import { changedLines } from "../consequences/scripts";
import { wantsEvidence, type FindEvidence } from "../evidence";
import { requireEvidence } from "../evidence-gate";
import { missingAccess } from "../own-access";
import { planMarkdown } from "../markdown";
import { plan, type Plan } from "../plan";
import type { Aws } from "../ports";
import { planReport } from "../report";
import { commandFor } from "../command-line";
import { count, planText } from "../text";
import { summaryMarkdown } from "../summary";
import { copyOption, type Summary, type Work } from "./command";
import { branchOption, environmentsVerb, inEach, isSeveral, modelOption, type ManyOptions } from "./many";
import { readRevision } from "../revision";
import { prepare } from "./prepare";
import { besideReviewed } from "./reviewed-plan";
import { inTerraformsTurn, planHalf, terraformOption } from "./terraform-half";

/** `--detailed-exitcode`, as `terraform plan` has it, and `--fail-on`. */
const CHANGES = 2;

interface PlanOptions extends ManyOptions {
  readonly role: Acting;
  readonly detailedExitcode?: true;
  readonly out?: string;
  readonly reviewed?: true;
  readonly store?: true;
  readonly terraform?: true | string;
  readonly failOn?: ConsequenceClass;
  readonly format?: "text" | "markdown" | "json";
}

/** Where to plan, and how evidence is found. */
interface Planning {
  readonly job: Work;
  /** The environment as it was named. */
  readonly reference: string;
  readonly findEvidence: FindEvidence;
}

async function runPlan(options: PlanOptions, { job, reference, findEvidence }: Planning): Promise<number> {
  const { sources, desired, aws } = await prepare(job, options.role, { allowDirty: true });
  if (options.store === true) storedTree(desired);
  if (sources.own !== undefined) for (const line of missingAccess(desired, job.model)) job.terminal.err(line);
  const planned = await plan(desired, aws, job.progress);
  const { environment, model, progress } = job;
  const evidence = wantsEvidence(environment)
    ? await findEvidence(sources, model, { versions: true, deployed: inferenceOf(planned), progress })
    : undefined;
  if (evidence !== undefined) requireEvidence(environment, evidence);
  const half = await planHalf(options, job, options.role);
  // Only who deploys can apply Terraform's own plan, and only with a file that says so.
  if (half.stacks !== undefined && (options.out === undefined || options.role === "plan"))
    discardStacks(half.stacks);
  const scripts = await changedLines(planned);
  const prepared = { job, reference, desired, aws };
  const reviewed =
    options.reviewed === true ? await besideReviewed(planned, half.stacks, prepared) : undefined;
  const report = planReport(planned, { stacks: half.stacks, scripts, evidence, reviewed });
  // What nobody keeps is not made: git is asked once more for it.
  const isKept = options.out !== undefined || options.store === true;
  const { parents } = isKept ? await readRevision() : { parents: [] };
  const made = { acting: options.role, now: new Date(), report, parents, evidence, ...half };
  const kept = isKept ? await keep(planFileOf(planned, made), { ...options, reference }, job, aws) : [];
  const markdown = options.format === "markdown";
  job.print(
    report,
    markdown ? planMarkdown(report, reference) : planText(report, reference, job.terminal.paint),
    summary(report.consequences.changes, reference),
  );
  for (const line of kept) job.terminal.err(`${line}\n`);
  const { worst } = report.consequences;
  const refused = options.failOn !== undefined && worst !== undefined && isAtLeast(worst, options.failOn);
  return refused || (options.detailedExitcode === true && report.changes > 0) ? CHANGES : EXIT.done;
}

/** JSON text of the inference definition that is deployed. */
function inferenceOf({ pipelines }: Plan): string | undefined {
  return pipelines.find(({ pipeline }) => pipeline.kind === "inference")?.observed?.definition;
}

/** Keeps the plan where it was asked for; what there is to say of it. */
async function keep(
  file: PlanFile,
  { reference, ...options }: PlanOptions & { readonly reference: string },
  { environment, progress }: Work,
  { plans }: Aws,
): Promise<readonly string[]> {
  const { store } = options;
  const out = outOf(options, environment.name);
  const apply = commandFor("apply", reference);
  const kept: string[] = [];
  if (out !== undefined) {
    writePlanFile(out, file);
    kept.push(`The plan is kept in ${out} until ${file.expires}. Apply it with: ${apply} ${out}`);
  }
  if (store === true) {
    progress("storing the plan");
    const { place, isNew } = await storePlan(plans, file);
    const verb = isNew ? "is" : "was already";
    kept.push(
      `The plan ${verb} stored until ${file.expires}, as ${place}. After the merge: ${apply} --reviewed`,
    );
  }
  return kept;
}

/** The file that a plan is kept in. */
function outOf(options: PlanOptions, environment: string): string | undefined {
  if (options.out === undefined) return undefined;
  return isSeveral(options) ? join(options.out, planFileName(environment)) : options.out;
}

function summary(changes: number, reference: string): Summary {
  return changes === 0
    ? { outcome: "no changes" }
    : { outcome: count(changes, "change"), next: commandFor("apply", reference) };
}

/** `plan`: shows, and changes nothing. */
export function planCommand(findEvidence: FindEvidence): Command {
  return environmentsVerb("plan")
    .addOption(modelOption())
    .addOption(branchOption())
    .addOption(copyOption())
    .option("--detailed-exitcode", "exit with 2 when there are changes")
    .option("--reviewed", "say in front how it stands beside the plan that is stored for this tree")
    .option(
      "--out <file>",
      "keep the plan, to apply or to hold a later one against; of several environments a folder, with NAME.plan.json each",
    )
    .addOption(
      new Option(
        "--store",
        "keep the plan beside the state, where apply --reviewed finds it after the merge",
      ).conflicts("as"),
    )
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
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- plan --env prod
  npm run deploy -- plan --env all --detailed-exitcode
  npm run --silent deploy -- plan --env all --model fraud --format markdown
  npm run deploy -- plan --env prod --role deploy --out prod.plan.json
  npm run deploy -- plan --env all --branch main --out plans`,
    )
    .action((options: PlanOptions) => {
      const json = options.format === "json" ? { json: true as const } : {};
      return inEach(
        "plan",
        { ...options, ...json },
        (job, reference) => runPlan(options, { job, reference, findEvidence }),
        {
          ...inTerraformsTurn(options),
          ...(options.format === "markdown" && { table: summaryMarkdown }),
        },
      );
    });
}
