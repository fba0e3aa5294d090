import type { Command } from "commander";
import { copyVerb, type Options } from "../../deploy/commands/command";
import { settingsOf } from "../../deploy/desired";
import { pipelineVersionReport } from "../../deploy/pipeline-version";
import { pipelinesText } from "../pipelines-text";
import { PIPELINE_KINDS } from "../status";
import { lookAt } from "./look-at";

async function runPipelines(options: Options): Promise<void> {
  await lookAt("pipelines", options, async (environment, look, { terminal, progress, print }) => {
    const found = await Promise.all(
      PIPELINE_KINDS.map(async (kind) => {
        const { name } = settingsOf(environment, kind);
        progress(`looking at the versions of ${name}`);
        const versions = await look.workload.versions(name);
        return { pipeline: kind, name, versions: versions.map(pipelineVersionReport) };
      }),
    );
    print(
      { verb: "pipelines", ok: true, environment: environment.name, pipelines: found },
      found.map(({ pipeline, versions }) => pipelinesText(pipeline, versions, terminal.paint)).join("\n"),
    );
  });
}

/** `pipelines`: the versions of an environment's pipelines, newest first. */
export function pipelinesCommand(): Command {
  return copyVerb("pipelines")
    .addHelpText(
      "after",
      `
Go back to one with: npm run deploy -- rollback pipeline.

Examples:
  npm run deploy -- pipelines --env prod
  npm run --silent deploy -- pipelines --env prod --json`,
    )
    .action(runPipelines);
}
