import { Command } from "commander";
import { describeProblem } from "sagemaker-promotion-core/problem";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { copyOption, requireEnvironment, told } from "../../deploy/commands/command";
import { environmentsOption, modelOption, type ManyOptions } from "../../deploy/commands/many";
import { failureReport } from "../../deploy/report";
import type { Terminal } from "../../deploy/terminal";
import type { Environment } from "../../environments/environment";
import { ALL, selectEnvironments, type Selected } from "../../environments/select";
import { connectRegistry } from "../aws/look";
import { AT_ONCE, inTurns } from "../in-turns";
import { modelReport } from "../models";
import { modelsText } from "../models-text";

/** A model's environments, and one by which its group is looked at; or a file that describes none. */
type Group = { readonly one: Environment; readonly environments: readonly Environment[] } | Refused;
type Refused = Extract<Selected, { readonly error: unknown }>;

function runModels({ env = [ALL], model, as, json }: Partial<ManyOptions>): Promise<void> {
  return told("models", { json }, async ({ terminal, progress, print }) => {
    const groups = groupsOf(selectEnvironments({ env, model, as }));
    const reports = await inTurns(groups, AT_ONCE, async (group) => {
      progress(`looking at the versions of ${"error" in group ? group.name : group.one.modelName}`);
      return lookAtGroup(group, terminal);
    });
    const ok = reports.every((one) => one.ok);
    print(
      { verb: "models", ok, models: reports.map(({ report }) => report) },
      reports.map(({ text }) => text).join("\n"),
    );
    return ok ? EXIT.done : EXIT.failed;
  });
}

/** One that cannot be looked at keeps no other from it. */
async function lookAtGroup(
  group: Group,
  { paint }: Terminal,
): Promise<{ readonly report: object; readonly text: string; readonly ok: boolean }> {
  try {
    if ("error" in group) throw group.error;
    const { one, environments } = group;
    const registry = await connectRegistry(one);
    const report = modelReport(environments, one, await registry.versions(one.modelPackageGroup.arn));
    return { report, text: modelsText(report, paint), ok: true };
  } catch (error) {
    const name = "error" in group ? group.name : group.one.modelName;
    const text = `${paint("bold", name)}  could not be looked at\n${describeProblem(error)}`;
    return { report: failureReport("models", name, error), text, ok: false };
  }
}

/** A model's environments share a group as a rule. */
function groupsOf(selected: readonly Selected[]): Group[] {
  const models = new Map(selected.flatMap((one) => ("error" in one ? [] : [[one.model.name, one.model]])));
  return [
    ...[...models.values()].flatMap(({ environments }) =>
      oneOfEachGroup(environments).map((one) => ({ one, environments })),
    ),
    ...selected.filter((one): one is Refused => "error" in one),
  ];
}

/** A model's environments share a group as a rule. */
function oneOfEachGroup(environments: readonly Environment[]): Environment[] {
  return [...new Map(environments.map((one) => [one.modelPackageGroup.arn, one])).values()];
}

/** `models`: the versions of each model, and which is live where. */
export function modelsCommand(): Command {
  const command = new Command("models")
    .addOption(copyOption())
    .addOption(environmentsOption().default(undefined, "every model's"))
    .addOption(modelOption())
    .option("--json", "print one JSON document on stdout, errors included")
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- models
  npm run deploy -- models --model fraud
  npm run deploy -- models --env dev --as ann
  npm run --silent deploy -- models --env prod --json`,
    );
  return command.action((options: Partial<ManyOptions>) => {
    requireEnvironment(command, options);
    return runModels(options);
  });
}
