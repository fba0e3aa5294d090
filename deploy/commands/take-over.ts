import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { HASH_CHARACTERS } from "../consequences/words";
import type { ObservedPipeline } from "../ports";
import type { Work } from "./command";

const FOLDER = "taken-over";

/** Keeps another's pipeline in a file of the working directory, as the request that puts it back. */
export function keepBeforeTakeOver({ terminal }: Pick<Work, "terminal">, folder = FOLDER) {
  return (name: string, observed: ObservedPipeline): void => {
    const { definition, displayName, description, roleArn, maxParallelSteps } = observed;
    const request = {
      PipelineName: name,
      PipelineDisplayName: displayName,
      PipelineDescription: description,
      RoleArn: roleArn,
      PipelineDefinition: definition,
      ...(maxParallelSteps === undefined
        ? {}
        : { ParallelismConfiguration: { MaxParallelExecutionSteps: maxParallelSteps } }),
    };
    const hash = createHash("sha256").update(definition).digest("hex").slice(0, HASH_CHARACTERS);
    const file = join(folder, `${name}.${hash}.json`);
    writeWhole(file, `${JSON.stringify(request, null, 2)}\n`);
    terminal.err(
      `What was there is kept: aws sagemaker update-pipeline --cli-input-json file://${file} puts it back.\n`,
    );
  };
}
