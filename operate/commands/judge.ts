import { Command } from "commander";
import { Problem } from "sagemaker-promotion-core/problem";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { environmentVerb, work, type Options, type Work } from "../../deploy/commands/command";
import { reason } from "../../deploy/commands/reason";
import { rollbackPipelineCommand } from "../../deploy/commands/rollback-pipeline";
import type { Environment } from "../../environments/environment";
import { connectApprover } from "../aws/approver";
import { compareOf, versionNamed } from "../compare";
import { compareText } from "../compare-text";
import { effectsOf, judgementReport, rollbackOf, type Judgement } from "../judgement";
import { effectsText } from "../judgement-text";
import { liveOf } from "../live";
import type { Approver, Decision, Version } from "../ports";
import { environmentsOfModel } from "../siblings";

interface JudgeOptions extends Omit<Options, "as"> {
  readonly reason: string;
  /** Who judges. */
  readonly person?: string;
  readonly yes?: true;
}

/** As they are given: here `--as` is who judges, and no copy of the environment. */
type JudgeFlags = Omit<JudgeOptions, "person"> & { readonly as?: string };

function optionsOf({ as: person, ...options }: JudgeFlags): JudgeOptions {
  return { ...options, ...(person === undefined ? {} : { person }) };
}

async function judge(
  verb: string,
  options: JudgeOptions,
  choose: (versions: readonly Version[], environment: Environment) => readonly Judgement[],
  after: (environment: Environment) => string = () => "",
): Promise<void> {
  await work(verb, options, async (job) => {
    const { environment, progress, print, terminal } = job;
    progress(`assuming ${environment.approverRole}`);
    const approver = await connectApprover(environment, options.person);
    progress(`looking at the versions of ${environment.modelPackageGroup.name}`);
    const versions = await approver.versions(environment.modelPackageGroup.arn);
    const judgements = choose(versions, environment);
    const effects = effectsOf(versions, judgements, environmentsOfModel(environment), new Date());
    const changes = judgements.filter(({ version, decision }) => version.approval !== decision);
    if (changes.length === 0) {
      const same = judgements.map(
        ({ version }) => `version ${version.number} is ${version.approval} already`,
      );
      print(
        judgementReport(verb, environment.modelName, options.reason, [], effects),
        `Nothing was changed: ${same.join(", ")}.\n`,
      );
      return EXIT.done;
    }
    const inUse = liveOf(versions, environment.readsVersionsOf).version;
    const beside = changes.flatMap(({ version }) =>
      inUse === undefined || inUse.number === version.number
        ? []
        : compareText(
            compareOf({ version: inUse, training: undefined }, { version, training: undefined }),
            terminal.paint,
          ),
    );
    const shown = [...beside, effectsText(changes, effects)].join("\n");
    if (options.yes !== true) await confirm(verb, shown, job);
    const judged = await recorded(approver, changes, options.reason, progress);
    const report = judgementReport(verb, environment.modelName, options.reason, judged, effects);
    print(report, `${shown}\n${doneText(judged)}${after(environment)}`);
    return EXIT.done;
  });
}

async function recorded(
  approver: Approver,
  changes: readonly Judgement[],
  why: string,
  progress: Work["progress"],
): Promise<readonly Version[]> {
  const judged: Version[] = [];
  for (const { version, decision } of changes) {
    progress(`version ${version.number}: ${decision}`);
    judged.push(await approver.judge(version, decision, why));
  }
  return judged;
}

function doneText(judged: readonly Version[]): string {
  return judged
    .map(
      ({ number: which, approval, changedBy }) =>
        `Version ${which} is ${approval}, by ${changedBy ?? "you"}.\n`,
    )
    .join("");
}

async function confirm(verb: string, shown: string, { terminal, environment }: Work): Promise<void> {
  const answer = await terminal.ask(`${shown}\n${verb}? Type yes to go on: `);
  if (answer?.trim().toLowerCase() === "yes") return;
  throw new Problem({
    code: "NotConfirmed",
    blame: "user",
    message: "It was not confirmed. Nothing was changed.",
    where: environment.name,
    next: "Type yes when asked, or pass --yes.",
  });
}

function judgeVerb(name: string): Command {
  return environmentVerb(name)
    .requiredOption("--reason <text>", "why; recorded with the version", reason)
    .option(
      "--as <name>",
      "who you are, as it is recorded with the version (default: the user or session that you are signed in as)",
    )
    .option("--yes", "do not ask");
}

function decisionVerb(name: string, decision: Decision): Command {
  return judgeVerb(name)
    .argument("<version>", "the version's number or ARN")
    .addHelpText(
      "after",
      `
Shows the version beside the one in use first, and what every environment runs afterwards.
Needs a person of the registry's account, who takes up model-approver-role.

Examples:
  npm run deploy -- ${name} 3 --env prod --reason "${decision === "Approved" ? "metrics and reports reviewed" : "trained on a broken batch"}"`,
    )
    .action((version: string, flags: JudgeFlags) =>
      judge(name, optionsOf(flags), (versions, environment) => [
        { version: versionNamed(version, versions, environment.name), decision },
      ]),
    );
}

/** `approve`: lets a version be used. */
export function approveCommand(): Command {
  return decisionVerb("approve", "Approved");
}

/** `reject`: keeps a version from being used, also one that is in use. */
export function rejectCommand(): Command {
  return decisionVerb("reject", "Rejected");
}

const STAYS = `This stays as it is: predictions that were made, executions that run, the pipelines and their code.
`;

/** `rollback`: goes back to what was before. */
export function rollbackCommand(): Command {
  return new Command("rollback").addCommand(rollbackModel()).addCommand(rollbackPipelineCommand());
}

function rollbackModel(): Command {
  return judgeVerb("model")
    .description("go back to an earlier version of the model: reject all newer ones")
    .option("--to <version>", "the version (default: the one that was in use before)")
    .addHelpText(
      "after",
      `
${STAYS}To go forward again: npm run deploy -- approve VERSION.

Examples:
  npm run deploy -- rollback model --env prod --reason "calls drifted after version 3"
  npm run deploy -- rollback model --env prod --to 1 --reason "audit"`,
    )
    .action(({ to, ...flags }: JudgeFlags & { readonly to?: string }) =>
      judge(
        "rollback model",
        optionsOf(flags),
        (versions, environment) => rollbackOf(versions, environment, to),
        ({ name }) =>
          `${STAYS}To go forward again: npm run deploy -- approve VERSION --env ${name} --reason TEXT\n`,
      ),
    );
}
