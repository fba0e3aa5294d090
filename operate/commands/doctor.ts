import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { environmentVerb, type Options } from "../../deploy/commands/command";
import { loadEnvironment } from "../../environments/load";
import { checksOf } from "../aws/checks";
import { doctorText, examine } from "../doctor";
import { told } from "./told";

async function runDoctor({ env, json }: Options): Promise<void> {
  await told(
    "doctor",
    json,
    async ({ terminal, progress, print }) => {
      const { environment } = loadEnvironment(env);
      const findings = await examine(checksOf(environment), progress);
      const ok = findings.every((finding) => finding.ok);
      print(
        { verb: "doctor", ok, environment: environment.name, findings },
        doctorText(environment.name, findings, terminal.paint),
      );
      return ok ? EXIT.done : EXIT.failed;
    },
    env,
  );
}

/** `doctor`: what stands in the way of the other verbs. */
export function doctorCommand(): Command {
  return environmentVerb("doctor")
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- doctor --env prod
  npm run --silent deploy -- doctor --env dev --json`,
    )
    .action(runDoctor);
}
