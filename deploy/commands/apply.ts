import { Option, type Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { apply } from "../apply";
import { requireReviewed, requireSame } from "../bound/bound";
import { planDocument, readPlanFile } from "../bound/plan-document";
import type { PlanFile } from "../bound/plan-file";
import { isPlanFolder } from "../bound/plan-folder";
import { requireApplied } from "../bound/applied-stacks";
import {
  discardStacks,
  isHere,
  requireSameStacks,
  type StacksPlan,
  type StacksReview,
} from "../bound/stacks-plan";
import { terraformCli } from "../bootstrap/terraform";
import { changedLines } from "../consequences/scripts";
import type { Evidence, FindEvidence } from "../evidence";
import type { Plan } from "../plan";
import { applyReport, planReport } from "../report";
import { applyText, planText } from "../text";
import { reportFailure, summaryOf } from "./command";
import { branchOption, isSeveral, modelOption } from "./many";
import { prepare } from "./prepare";
import { requiredEvidence } from "./required-evidence";
import { reviewedPlan, type Prepared } from "./reviewed-plan";
import { keepBeforeTakeOver } from "./take-over";
import { inTerraformsTurn, planHalf, stacksFolder, stacksOperation, terraformOption } from "./terraform-half";
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
interface Applying extends Prepared {
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
  const { reviewed, terraform } = options;
  const file = reviewed === undefined ? undefined : await reviewedPlan(reviewed, applying);
  if (file?.stacks !== undefined && terraform === undefined) return definitionsAlone(file, file.stacks);
  const { stacks } = await planHalf(options, job, "deploy");
  return {
    ...(stacks === undefined ? {} : { stacks }),
    ...(file === undefined ? {} : { seal: planDocument(file).seal }),
    agree: async (plan) => {
      if (file !== undefined) return requireReviewed(file, plan, { stacks, now: new Date() });
      if (options.yes === true) return;
      const report = planReport(plan, { stacks, scripts: await changedLines(plan), evidence });
      if (report.consequences.changes === 0) return;
      await confirm(planText(report, reference, job.terminal.paint), "Nothing was changed.", job);
    },
  };
}

/** The rest of a reviewed plan, whose half of Terraform's cdktf has applied here by the guard. */
async function definitionsAlone(file: PlanFile, stacks: StacksReview): Promise<Agreement> {
  const seal = planDocument(file).seal;
  await requireApplied(terraformCli, { folder: stacksFolder(true), stacks, plan: seal });
  return {
    seal,
    agree: (plan) => Promise.resolve(requireReviewed(file, plan, { stacks, now: new Date() })),
  };
}

/** `apply`: makes what is there what should be there. */
export function applyCommand(findEvidence: FindEvidence): Command {
  return writingVerb("apply")
    .addOption(modelOption())
    .addOption(branchOption())
    .argument("[plan]", "a file of plan --out: apply this plan, where nothing has changed since")
    .addOption(
      new Option(
        "--reviewed [file]",
        "plan again, and apply only what does the same as this plan, or as those in a folder of several (default: the one stored for this tree)",
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
      const reviewed = typeof options.reviewed === "string" ? options.reviewed : undefined;
      if (isSeveral(options) && (path ?? reviewed) !== undefined && !isPlanFolder(reviewed ?? ""))
        command.error("error: a plan is one environment's: name that one, or a folder with a plan of each");
      const { lockTimeout: timeout } = options;
      return writing(
        "apply",
        options,
        async (job, reference) => {
          const prepared = await prepare(job, "deploy", options);
          const evidence = await requiredEvidence(job, prepared, findEvidence);
          return whileLocked({ verb: "apply", reference, timeout }, job, prepared.aws, () =>
            runApply(path, options, { job, reference, ...prepared, evidence }),
          );
        },
        inTerraformsTurn(options),
      );
    });
}
