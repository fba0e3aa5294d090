import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { environmentVerb, type Options } from "../../deploy/commands/command";
import { checksOf } from "../aws/checks";
import { doctorText, examine } from "../doctor";
import { about } from "./look-at";

function runDoctor(options: Options): Promise<void> {
  return about("doctor", options, async (environment, { terminal, progress, print }) => {
    const findings = await examine(checksOf(environment), progress);
    const ok = findings.every((finding) => finding.ok);
    print(
      { verb: "doctor", ok, environment: environment.name, findings },
      doctorText(environment.name, findings, terminal.paint),
    );
    return ok ? EXIT.done : EXIT.failed;
  });
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
