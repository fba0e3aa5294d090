import type { Command } from "commander";
import { describeProblem } from "sagemaker-promotion-core/problem";
import { environmentVerb, type Options, type Told } from "../../deploy/commands/command";
import { trainersOf, type Trainer } from "../aws/trainers";
import { compareOf, versionNamed, type Side } from "../compare";
import { compareText } from "../compare-text";
import type { Version } from "../ports";
import { lookAt } from "./look-at";

async function runCompare(references: readonly [string, string], options: Options): Promise<void> {
  await lookAt("compare", options, async (environment, look, told) => {
    const versions = await look.registry.versions(environment.modelPackageGroup.arn);
    const [left, right] = references.map((one) => versionNamed(one, versions, environment.name));
    if (left === undefined || right === undefined) return;
    const trainerOf = trainersOf(environment, look);
    const side = (version: Version): Promise<Side> => sideOf(version, trainerOf(version), told);
    const report = compareOf(await side(left), await side(right), environment.description.metric);
    told.print(
      { verb: "compare", ok: true, environment: environment.name, ...report },
      compareText(report, told.terminal.paint),
    );
  });
}

/** A version with its training, which may have run where the reader may not look: then without. */
async function sideOf(
  version: Version,
  trainer: Promise<Trainer | undefined>,
  { terminal }: Told,
): Promise<Side> {
  try {
    const found = await trainer;
    if (found === undefined) return { version, training: undefined };
    const { workload } = found.look;
    const arn = `${found.environment.trainPipeline.arn}/execution/${found.execution}`;
    const [parameters, definition] = [await workload.parameters(arn), await workload.definition(arn)];
    return { version, training: { parameters, definition } };
  } catch (error) {
    terminal.err(`The training of version ${version.number} is left out:\n${describeProblem(error)}`);
    return { version, training: undefined };
  }
}

/** `compare`: two versions side by side. */
export function compareCommand(): Command {
  return environmentVerb("compare")
    .argument("<version>", "a version's number or ARN")
    .argument("<other>", "another one's")
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- compare 1 2 --env prod
  npm run --silent deploy -- compare 1 2 --env prod --json`,
    )
    .action((version: string, other: string, options: Options) => runCompare([version, other], options));
}
