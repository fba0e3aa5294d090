import type { Command } from "commander";
import { EXIT } from "sagemaker-promotion-core/run-program";
import { environmentsVerb, inEach, modelOption, type ManyOptions } from "../../deploy/commands/many";
import type { Work } from "../../deploy/commands/command";
import { count } from "../../deploy/text";
import { checksOf } from "../aws/checks";
import { doctorText, examine } from "../doctor";

async function runDoctor({ environment, terminal, progress, print }: Work): Promise<number> {
  const findings = await examine(await checksOf(environment), progress);
  const open = findings.filter((finding) => !finding.ok);
  const ok = open.length === 0;
  const [first] = open;
  print(
    { verb: "doctor", ok, environment: environment.name, findings },
    doctorText(environment.name, findings, terminal.paint),
    {
      outcome: ok ? "ready" : count(open.length, "thing") + " to do",
      ...(first?.next != null && { next: first.next }),
    },
  );
  return ok ? EXIT.done : EXIT.failed;
}

/** `doctor`: what stands in the way of the other verbs. */
export function doctorCommand(): Command {
  return environmentsVerb("doctor")
    .addOption(modelOption())
    .addHelpText(
      "after",
      `
Examples:
  npm run deploy -- doctor --env prod
  npm run deploy -- doctor --env all --model fraud
  npm run --silent deploy -- doctor --env dev --json`,
    )
    .action((options: ManyOptions) => inEach("doctor", options, (job) => runDoctor(job)));
}
