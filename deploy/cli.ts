import { setTimeout } from "node:timers/promises";
import { Command, Option } from "commander";
import { EXIT, runProgram } from "sagemaker-promotion-core/run-program";
import { actingRoles } from "../environments/acting";
import type { Acting, Environment } from "../environments/environment";
import { formatFindings } from "../environments/finding";
import { loadEnvironment } from "../environments/load";
import { describeProblem, Problem } from "sagemaker-promotion-core/problem";
import { apply } from "./apply";
import { connect } from "./aws/connect";
import { checkAccount } from "./check";
import { desiredOf, type Desired } from "./desired";
import { destroy, planDestroy, type DestroyPlan } from "./destroy";
import { planMarkdown } from "./markdown";
import { plan } from "./plan";
import type { Aws, Progress } from "./ports";
import { applyReport, checkReport, destroyReport, failureReport, planReport } from "./report";
import { loadSources, readGitCommit } from "./sources";
import { processTerminal, slowProgress } from "./terminal";
import { applyText, commandFor, destroyText, planText } from "./text";

/** `--detailed-exitcode`, as `terraform plan` has it. */
const CHANGES = 2;

interface Options {
  readonly env: string;
  readonly json?: true;
}

/** What every verb works with. */
interface Work {
  readonly environment: Environment;
  readonly progress: Progress;
  /** Prints the result: the report with `--json`, else the text. */
  print(report: object, text: string): void;
}

const terminal = processTerminal();

/** Loads the environment, runs the verb, and turns what it throws into a message and an exit code. */
async function work(verb: string, options: Options, run: (work: Work) => Promise<number>): Promise<void> {
  const progress = slowProgress((text) => terminal.err(text));
  const print = (report: object, text: string) => {
    progress.stop();
    terminal.out(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : text);
  };
  try {
    const { environment, warnings } = loadEnvironment(options.env);
    if (warnings.length > 0) terminal.err(`warnings:\n${formatFindings(warnings)}`);
    process.exitCode = await run({ environment, progress: progress.say, print });
  } catch (error) {
    print(failureReport(verb, options.env, error), "");
    terminal.err(describeProblem(error));
    process.exitCode = EXIT.failed;
  } finally {
    progress.stop();
  }
}

/** Connects to AWS, as who deploys or plans, with what should be there. */
async function prepare(
  { environment, progress }: Work,
  acting: Acting,
): Promise<{ desired: Desired; aws: Aws }> {
  progress("bundling the functions");
  const desired = desiredOf(await loadSources(environment));
  progress(`assuming ${actingRoles(environment, acting).role}`);
  return { desired, aws: await connect(environment, acting, desired.gitCommit) };
}

/** A write failed: says why, and how to go on. */
function reportFailure(verb: string, { env }: Options, failure: unknown): void {
  if (failure === undefined) return;
  terminal.err(`${describeProblem(failure)}  go on: ${commandFor(verb, env)}\n`);
}

interface PlanOptions extends Options {
  readonly role: Acting;
  readonly detailedExitcode?: true;
  readonly format?: "text" | "markdown" | "json";
}

async function runPlan(options: PlanOptions, job: Work): Promise<number> {
  const { desired, aws } = await prepare(job, options.role);
  const report = planReport(await plan(desired, aws, job.progress));
  const markdown = options.format === "markdown";
  job.print(
    report,
    markdown ? planMarkdown(report, options.env) : planText(report, options.env, terminal.paint),
  );
  return options.detailedExitcode === true && report.changes > 0 ? CHANGES : EXIT.done;
}

async function runApply(options: Options, job: Work): Promise<number> {
  const { desired, aws } = await prepare(job, "deploy");
  const applied = await apply(desired, aws, job.progress);
  const report = applyReport(applied);
  job.print(report, applyText(report, terminal.paint));
  reportFailure("apply", options, applied.failure);
  return report.ok ? EXIT.done : EXIT.failed;
}

type DestroyFlags = Options & { readonly yes?: true; readonly stop?: true };

async function runDestroy(options: DestroyFlags, job: Work): Promise<number> {
  const { environment, progress } = job;
  const aws = await connect(environment, "deploy", await readGitCommit());
  const planned = await planDestroy(environment, aws, progress);
  if (options.yes !== true) await confirm(planned);
  const stop = options.stop === true;
  const destroyed = await destroy(planned, aws, { stop, sleep: setTimeout }, progress);
  const report = destroyReport(destroyed);
  job.print(report, destroyText(report, terminal.paint));
  reportFailure("destroy", options, destroyed.failure);
  return report.ok ? EXIT.done : EXIT.failed;
}

async function confirm({
  environment,
  caller,
  pipelines,
  models,
  code,
  running,
}: DestroyPlan): Promise<void> {
  const question =
    `This deletes in account ${caller.account}: pipelines ${pipelines.join(", ") || "(none)"} with their executions' records, ` +
    `${models.length} model(s), ${code.length} version(s) of scripts. ${running.length} execution(s) run now.\n` +
    `Type the environment's name (${environment.name}) to go on: `;
  const answer = await terminal.ask(question);
  if (answer?.trim() === environment.name) return;
  throw new Problem({
    code: "NotConfirmed",
    blame: "user",
    message: "Destroying was not confirmed. Nothing was deleted.",
    where: environment.name,
    next: "Type the environment's name when asked, or pass --yes.",
  });
}

function verb(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption("--env <name>", "environment: a name in environments/ (prod) or the path of a file")
    .option("--json", "print one JSON document on stdout, errors included");
}

const program = new Command("npm run deploy --")
  .description("Brings an environment's two pipelines and their scripts to what this checkout says.")
  .addHelpText(
    "after",
    `
Examples:
  npm run deploy -- plan --env prod
  npm run --silent deploy -- plan --env prod --format markdown
  npm run deploy -- apply --env environments/fraud/prod.tfvars.json
  npm run deploy -- check --env prod --account 222222222222

Credentials are the AWS SDK's usual ones; they assume the environment's role: cross-account-jenkins-role by default, and
plan-role, which only reads, for a plan.
AWS_ENDPOINT_URL and NO_COLOR are honoured.
Exit codes: 0 done, 1 failed, 2 wrong usage (or changes, with --detailed-exitcode).`,
  )
  .addCommand(
    verb("plan", "show what an apply would change; reads only")
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
      }),
  )
  .addCommand(
    verb("apply", "upload scripts, create or update pipelines, only where they differ").action(
      (options: Options) => work("apply", options, (job) => runApply(options, job)),
    ),
  )
  .addCommand(
    verb("destroy", "delete the pipelines, the models they created and the uploaded scripts")
      .option("--yes", "do not ask")
      .option("--stop", "stop running executions first, and wait for their end")
      .action((options: DestroyFlags) => work("destroy", options, (job) => runDestroy(options, job))),
  )
  .addCommand(
    verb("check", "confirm that the environment lies in an account; asks nobody")
      .requiredOption("--account <id>", "the account's twelve digits")
      .action((options: Options & { readonly account: string }) =>
        work("check", options, (job) => {
          checkAccount(job.environment, options.account);
          const { name, account } = job.environment;
          job.print(checkReport(job.environment), `${name} lies in account ${account}.\n`);
          return Promise.resolve(EXIT.done);
        }),
      ),
  );

void runProgram(program);
