import type { Command } from "commander";
import { Problem } from "sagemaker-promotion-core/problem";
import { copyVerb, type Options } from "../../deploy/commands/command";
import { commandFor } from "../../deploy/command-line";
import type { Environment } from "../../environments/environment";
import { trainersOf, type Trainer } from "../aws/trainers";
import { versionNamed } from "../compare";
import { findRun, observeRuns } from "../observe";
import type { Look, Version } from "../ports";
import { readPredictionsFile } from "../predictions-file";
import { chainOf, originOf, versionArnOf, type Training } from "../trace";
import { predictionsText, traceText } from "../trace-text";
import { lookAt } from "./look-at";

/** As many inferences as are looked through for those of a version. */
const LOOKED_THROUGH = 50;

/** The versions that a reference leads to. @throws Problem `NoOrigin`, `NoExecution`, `NoVersion` */
async function versionsFrom(
  reference: string,
  environment: Environment,
  look: Look,
  versions: readonly Version[],
): Promise<readonly Version[]> {
  const origin = originOf(reference, environment);
  switch (origin.kind) {
    case "version":
      return [versionNamed(origin.version, versions, environment.name)];
    case "execution": {
      const run = await findRun(look, origin.execution, environment);
      const arn = versionArnOf(run);
      const next = `${commandFor(`why ${run.id}`, environment.name)} says how far it came`;
      if (arn === undefined) throw nothing(`the execution ${run.id} came to no version`, next);
      return [versionNamed(arn, versions, environment.name)];
    }
    case "commit": {
      const found = versions.filter(({ metadata }) => metadata["git_commit"]?.startsWith(origin.commit));
      const next = `${commandFor("models", environment.name)} lists the versions with their commits`;
      if (found.length === 0) throw nothing(`no version was trained from the commit ${origin.commit}`, next);
      return found;
    }
  }
}

function nothing(message: string, next: string): Problem {
  return new Problem({ code: "NoVersion", blame: "user", message, next });
}

/** The execution that trained a version, where the reader may look. */
async function trainingOf(trainer: Promise<Trainer | undefined>): Promise<Training | undefined> {
  try {
    const found = await trainer;
    if (found === undefined) return undefined;
    const { environment, execution, look } = found;
    const [run, versions] = await Promise.all([
      findRun(look, execution, environment),
      look.workload.versions(environment.trainPipeline.name),
    ]);
    return { environment, run, deployed: versions.find(({ id }) => id === run.pipelineVersion) };
  } catch {
    // The chain says that it cannot be seen from here.
    return undefined;
  }
}

async function runTrace(from: string, options: Options): Promise<void> {
  const copied = readPredictionsFile(from);
  const reference = copied?.model_package_arn ?? from;
  await lookAt("trace", options, async (environment, look, { terminal, print }) => {
    const all = await look.registry.versions(environment.modelPackageGroup.arn);
    const versions = await versionsFrom(reference, environment, look, all);
    const inferences = await observeRuns(look, environment.inferencePipeline.name, LOOKED_THROUGH);
    const trainerOf = trainersOf(environment, look);
    const chains = await Promise.all(
      versions.map(async (version) =>
        chainOf(version, await trainingOf(trainerOf(version)), inferences, environment),
      ),
    );
    print(
      { verb: "trace", ok: true, environment: environment.name, predictions: copied ?? null, chains },
      [
        ...(copied === undefined ? [] : [predictionsText(copied, terminal.paint)]),
        ...chains.map((chain) => traceText(chain, terminal.paint)),
      ].join("\n"),
    );
  });
}

/** `trace`: from a prediction to commit and data, and back. */
export function traceCommand(): Command {
  return copyVerb("trace")
    .argument(
      "<from>",
      "s3://… of a prediction, a copy of the _provenance.json beside it, an execution's id or ARN, a version's number or ARN, or a commit",
    )
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- trace s3://BUCKET/MODEL/predictions/w9y86tbeqlem/batch.csv.out --env prod
  npm run deploy -- trace copied-folder/_provenance.json --env prod
  npm run deploy -- trace 2 --env prod
  npm run deploy -- trace 0a1b2c3d --env prod --json`,
    )
    .action(runTrace);
}
