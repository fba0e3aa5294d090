import type { Operation } from "./operation";
import type { Aws } from "./ports";
import { labelTexts, type VersionLabel } from "./version-label";

/** What is known when the writes before it are done. */
export interface Labelling {
  /** The version that an update has made; undefined where none did. */
  readonly version: () => number | undefined;
  readonly label: () => VersionLabel;
}

/** The write that labels the newest version of a pipeline. */
export function labelOperation(name: string, arn: string, { version, label }: Labelling): Operation {
  return {
    action: "label",
    target: `pipeline ${name}`,
    run: async (aws) =>
      aws.pipelines.label(arn, version() ?? (await newestVersion(name, aws)), labelTexts(label())),
  };
}

/** CreatePipeline does not say which version it has made. */
async function newestVersion(name: string, aws: Aws): Promise<number> {
  const [newest] = await aws.pipelines.versions(name, 1);
  // What was just created may not be listed at once.
  return newest?.id ?? 1;
}
