import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { runProgram } from "sagemaker-promotion-core/run-program";
import { projectRoot } from "../../environments/project-root";
import { UNUSED_PERMISSIONS } from "./unused-permissions";
import { readUsage } from "./usage";
import { unusedText } from "./text";
import { unusedReport } from "./unused";

const FAILED = 1;

interface Options {
  readonly from: readonly string[];
  readonly json?: true;
}

function unused({ from, json }: Options): void {
  const report = unusedReport(
    from.map((folder) => readUsage(resolve(folder))),
    UNUSED_PERMISSIONS,
  );
  process.stdout.write(json === true ? `${JSON.stringify(report, null, 2)}\n` : unusedText(report));
  if (!report.ok) process.exitCode = FAILED;
}

function commands(): Command {
  const program = new Command("iam").description(
    "Compares what the synthesized policies permit with what a rehearsal's call record used.",
  );
  program
    .command("unused")
    .description(
      "List by role, key, bucket, topic, queue and group the permissions that no call used, and why each stays. " +
        "Exit code 1 where one has no reason (tools/iam/unused-permissions.ts), or a reason explains one that is used: in a " +
        "rehearsal of the example with the embedded apply, which the reasons are given for.",
    )
    .addOption(
      new Option("--from <folder...>", "what one or more whole rehearsals left").default(
        [join(projectRoot(), "rehearsal-out")],
        "rehearsal-out",
      ),
    )
    .option("--json", "print one JSON document")
    .action(unused);
  return program;
}

void runProgram(commands());
