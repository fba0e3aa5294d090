import { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import {
  copyOption,
  environmentOf,
  requireEnvironment,
  told,
  type Options,
} from "../../deploy/commands/command";
import type { Environment } from "../../environments/environment";
import { loadEnvironments } from "../../environments/load";
import { connectRegistry } from "../aws/look";
import { modelReport } from "../models";
import { modelsText } from "../models-text";
import { environmentsOfModel } from "../siblings";

function runModels(options: Partial<Options>): Promise<void> {
  return told("models", options, async ({ terminal, progress, print }) => {
    const { env, ...rest } = options;
    const models =
      env === undefined ? everyModel() : [environmentsOfModel(environmentOf({ env, ...rest }).environment)];
    const reports = [];
    for (const environments of models) {
      for (const one of oneOfEachGroup(environments)) {
        progress(`looking at the versions of ${one.modelName}`);
        const registry = await connectRegistry(one);
        reports.push(modelReport(environments, one, await registry.versions(one.modelPackageGroup.arn)));
      }
    }
    print(
      { verb: "models", ok: true, models: reports },
      reports.map((report) => modelsText(report, terminal.paint)).join("\n"),
    );
    return EXIT.done;
  });
}

function everyModel(): (readonly Environment[])[] {
  return loadEnvironments().models.map(({ environments }) => environments);
}

/** A model's environments share a group as a rule. */
function oneOfEachGroup(environments: readonly Environment[]): Environment[] {
  return [...new Map(environments.map((one) => [one.modelPackageGroup.arn, one])).values()];
}

/** `models`: the versions of each model, and which is live where. */
export function modelsCommand(): Command {
  const command = new Command("models")
    .option("--env <name>", "the model of one environment (default: every model)")
    .addOption(copyOption())
    .option("--json", "print one JSON document on stdout, errors included")
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- models
  npm run deploy -- models --env dev --as ann
  npm run --silent deploy -- models --env prod --json`,
    );
  return command.action((options: Partial<Options>) => {
    requireEnvironment(command, options);
    return runModels(options);
  });
}
