import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import { writeWhole } from "sagemaker-promotion-core/files";
import { Problem } from "sagemaker-promotion-core/problem";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { copyOption, requireEnvironment, told } from "../../deploy/commands/command";
import { modelOption } from "../../deploy/commands/many";
import { readRevision } from "../../deploy/revision";
import type { Environment } from "../../environments/environment";
import { ALL, requireEnvironments } from "../../environments/select";
import type { EnvironmentData, ReportData } from "../../report/data";
import { filesOf } from "../../report/files";
import { reportPage } from "../../report/page";
import { connectFiles } from "../aws/files";
import { connectLook } from "../aws/look";
import { reasonOf } from "../evidence";
import { AT_ONCE, inTurns } from "../in-turns";
import { environmentData } from "../report";

interface Options {
  readonly env?: readonly string[];
  readonly as?: string;
  readonly model?: string;
  readonly out: string;
  readonly files: boolean;
  readonly json?: true;
}

/** One environment; what keeps somebody from looking is told in the report. */
interface Looked {
  readonly data?: EnvironmentData;
  readonly files?: Readonly<Record<string, string>>;
  readonly unseen: readonly string[];
}

async function lookAtOne(environment: Environment, withFiles: boolean): Promise<Looked> {
  const { name } = environment;
  const unseen: string[] = [];
  const attempt = async <Result>(what: string, run: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await run();
    } catch (error) {
      unseen.push(`${what}: ${reasonOf(error)}`);
      return undefined;
    }
  };
  const data = await attempt(name, async () =>
    environmentData(environment, await connectLook(environment), new Date()),
  );
  if (data === undefined || !withFiles) return { data, unseen };
  const files = await attempt(`files of ${name}`, async () => filesOf(data, await connectFiles(environment)));
  return { data, files, unseen };
}

/** @throws Problem `SeveralModels`, and as `requireEnvironments` */
function environmentsOf({ env = [ALL], model, as }: Options): readonly Environment[] {
  const environments = requireEnvironments({ env, model, as });
  const models = [...new Set(environments.map(({ modelName }) => modelName))];
  if (models.length === 1) return environments;
  throw new Problem({
    code: "SeveralModels",
    blame: "user",
    message: `a report is about one model, and these environments have ${models.join(", ")}`,
    next: "name one with --model",
  });
}

async function runReport(options: Options): Promise<void> {
  await told("report", { json: options.json }, async ({ progress, print }) => {
    const environments = environmentsOf(options);
    const looked = await inTurns(environments, AT_ONCE, (environment) => {
      progress(`looking at ${environment.name}`);
      return lookAtOne(environment, options.files);
    });
    const names = environments.map(({ name }) => name);
    const data: ReportData = {
      model: environments[0]?.modelName ?? "",
      command: `npm run deploy -- report --env ${names.join(" ")}`,
      commit: (await readRevision()).commit,
      environments: looked.flatMap(({ data: one }) => one ?? []),
      files: Object.assign({}, ...looked.map(({ files }) => files ?? {})) as Record<string, string>,
      unseen: looked.flatMap(({ unseen }) => unseen),
    };
    if (options.json === undefined) writeWhole(options.out, reportPage(data));
    print({ verb: "report", ok: true, data }, `${pathToFileURL(resolve(options.out)).href}\n`);
    return data.environments.length === environments.length ? EXIT.done : EXIT.failed;
  });
}

/** `report`: one page of all that can be seen of a model's environments. */
export function reportCommand(): Command {
  const command = new Command("report")
    .option(
      "--env <name...>",
      "environments of one model: names in environments/ or paths of files (default: all)",
    )
    .addOption(copyOption())
    .addOption(modelOption())
    .option("--out <file>", "where the page goes", "report.html")
    .option(
      "--no-files",
      "without evaluations, distributions and predictions, which who only plans may not read",
    )
    .option("--json", "print what the page would show as one JSON document on stdout, errors included")
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- report
  npm run deploy -- report --env prod
  npm run deploy -- report --env dev prod --out review.html
  npm run --silent deploy -- report --env prod --no-files --json`,
    );
  return command.action((options: Options) => {
    requireEnvironment(command, options);
    return runReport(options);
  });
}
