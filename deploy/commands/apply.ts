import { Option, type Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { apply } from "../apply";
import { requireReviewed, requireSame } from "../bound/bound";
import { planDocument, readPlanFile } from "../bound/plan-document";
import type { PlanFile } from "../bound/plan-file";
import { discardStacks, isHere, requireSameStacks, type StacksPlan } from "../bound/stacks-plan";
import { readStoredPlan, storedTree } from "../bound/stored-plan";
import { terraformCli } from "../bootstrap/terraform";
import { changedScripts, withLines } from "../consequences/scripts";
import type { Desired } from "../desired";
import type { Evidence, FindEvidence } from "../evidence";
import { requireEvidence } from "../evidence-gate";
import type { Plan } from "../plan";
import type { Aws } from "../ports";
import { applyReport, planReport } from "../report";
import { applyText, planText } from "../text";
import { reportFailure, summaryOf, type Work } from "./command";
import { isSeveral, modelOption } from "./many";
import { prepare, type Prepared } from "./prepare";
import { keepBeforeTakeOver } from "./take-over";
import { inTerraformsTurn, planHalf, stacksOperation, terraformOption } from "./terraform-half";
import { confirm, whileLocked, writing, writingVerb, type WritingOptions } from "./writing";

interface ApplyOptions extends WritingOptions {
  readonly allowDirty?: true;
  readonly reviewed?: string | true;
  readonly takeOver?: true;
  readonly terraform?: true | string;
  readonly wait?: true;
  readonly stop?: true;
}

/** What is to be applied, and what makes sure that it is what somebody agreed to. */
interface Agreement {
  readonly stacks?: StacksPlan;
  /** Of the plan's file. */
  readonly seal?: string;
  readonly agree: (plan: Plan) => Promise<void>;
}

/** Where to apply, and what. */
interface Applying {
  readonly job: Work;
  /** The environment as it was named. */
  readonly reference: string;
  readonly desired: Desired;
  readonly aws: Aws;
  /** Of an environment that asks for it. */
  readonly evidence: Evidence | undefined;
}

async function runApply(
  path: string | undefined,
  options: ApplyOptions,
  applying: Applying,
): Promise<number> {
  const { job, reference, desired, aws, evidence } = applying;
  const { stacks, seal, agree } = await (path === undefined ? fresh(options, applying) : bound(path));
  const applied = await apply(desired, aws, job.progress, {
    agree,
    ...stacksOperation(stacks),
    ...(seal === undefined ? {} : { seal }),
    ...(options.takeOver === true ? { takeOver: keepBeforeTakeOver(job) } : {}),
    running: options.stop === true ? "stop" : options.wait === true ? "wait" : "leave",
  }).finally(() => {
    if (stacks !== undefined) discardStacks(stacks);
  });
  const report = applyReport(applied, { stacks, evidence });
  const summary = summaryOf("apply", reference, report, "unchanged");
  job.print(report, applyText(report, job.terminal.paint), summary);
  reportFailure("apply", reference, job, applied.failure);
  return report.ok ? EXIT.done : EXIT.failed;
}

/** The plan of a file, where nothing that it stands on has changed. */
function bound(path: string): Promise<Agreement> {
  const file = readPlanFile(path);
  const { stacks } = file;
  return Promise.resolve({
    ...(isHere(stacks) ? { stacks } : {}),
    seal: planDocument(file).seal,
    agree: async (plan) => {
      requireSame(file, plan, new Date());
      if (stacks !== undefined) await requireSameStacks(terraformCli, stacks);
    },
  });
}

/** A plan made now, where it is the reviewed one or a person agrees to it. */
async function fresh(options: ApplyOptions, applying: Applying): Promise<Agreement> {
  const { job, reference, evidence } = applying;
  const file = await reviewed(options, applying);
  const { stacks } = await planHalf(options, job, "deploy");
  return {
    ...(stacks === undefined ? {} : { stacks }),
    ...(file === undefined ? {} : { seal: planDocument(file).seal }),
    agree: async (plan) => {
      if (file !== undefined) return requireReviewed(file, plan, { stacks, now: new Date() });
      if (options.yes === true) return;
      const report = planReport(plan, { stacks, scripts: await withLines(changedScripts(plan)), evidence });
      if (report.consequences.changes === 0) return;
      await confirm(planText(report, reference, job.terminal.paint), "Nothing was changed.", job);
    },
  };
}

/** The reviewed plan, where one was asked for: a file's, or the one that is stored for this checkout's tree. */
async function reviewed(
  { reviewed: from }: ApplyOptions,
  { job: { progress, terminal }, reference, desired, aws }: Applying,
): Promise<PlanFile | undefined> {
  if (from === undefined) return undefined;
  if (from !== true) return readPlanFile(from);
  progress("looking for the reviewed plan");
  const tree = storedTree(desired);
  const { place, file } = await readStoredPlan(aws.plans, { tree, environment: reference, now: new Date() });
  terminal.err(`Reviewed was ${place}, of commit ${file.commit}, made at ${file.created}.\n`);
  return file;
}

/** What an environment asks for before anything is applied to it. @throws Problem `NoEvidence` */
async function required(
  { environment, model, progress }: Work,
  { sources }: Prepared,
  findEvidence: FindEvidence,
): Promise<Evidence | undefined> {
  if (!environment.requireEvidence) return undefined;
  const evidence = await findEvidence(sources, model, { versions: false, progress });
  requireEvidence(environment, evidence);
  return evidence;
}

/** `apply`: makes what is there what should be there. */
export function applyCommand(findEvidence: FindEvidence): Command {
  return writingVerb("apply")
    .addOption(modelOption())
    .argument("[plan]", "a file of plan --out: apply this plan, where nothing has changed since")
    .addOption(
      new Option(
        "--reviewed [file]",
        "plan again, and apply only what does the same as this plan (default: the one stored for this tree)",
      ),
    )
    .addOption(terraformOption())
    .option("--allow-dirty", "deploy changes that no commit holds to a protected environment, such as prod")
    .option("--take-over", "overwrite a pipeline of the same name that this project did not make")
    .addOption(
      new Option("--wait", "wait until no execution of a pipeline to update runs (45 minutes at most)"),
    )
    .addOption(
      new Option("--stop", "stop such executions first; otherwise they end as they began").conflicts("wait"),
    )
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- apply --env prod
  npm run deploy -- apply --env prod prod.plan.json
  npm run deploy -- apply --env dev --env fraud/dev --yes
  npm run deploy -- apply --env all --model fraud --yes --lock-timeout 900`,
    )
    .action((path: string | undefined, options: ApplyOptions, command: Command) => {
      if (path !== undefined && (options.reviewed !== undefined || options.terraform !== undefined))
        command.error("error: a plan says by itself what is applied: leave out --reviewed and --terraform");
      if (typeof (path ?? options.reviewed) === "string" && isSeveral(options))
        command.error("error: a plan is one environment's: name that one");
      const { lockTimeout: timeout } = options;
      return writing(
        "apply",
        options,
        async (job, reference) => {
          const prepared = await prepare(job, "deploy", options);
          const evidence = await required(job, prepared, findEvidence);
          return whileLocked({ verb: "apply", reference, timeout }, job, prepared.aws, () =>
            runApply(path, options, { job, reference, ...prepared, evidence }),
          );
        },
        inTerraformsTurn(options),
      );
    });
}
