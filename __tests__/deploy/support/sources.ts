import type { Sources } from "../../../deploy/desired";
import { loadEnvironment } from "../../../environments/load";

/** The sources of the example's prod environment, with scripts of one line. */
export function prodSources(changes: Partial<Sources> = {}): Sources {
  return {
    environment: loadEnvironment("prod").environment,
    scripts: {
      preprocess: script("preprocess.py", "prepare()\n"),
      preprocessSpark: script("preprocess_spark.py", "prepare(together=True)\n"),
      evaluate: script("evaluate.py", "evaluate()\n"),
      dataQuality: script("data_quality.py", "check()\n"),
    },
    bundles: {
      latestApprovedModel: "a".repeat(64),
      assessDrift: "b".repeat(64),
      recordVersion: "c".repeat(64),
    },
    gitCommit: "1".repeat(40),
    gitTree: "7".repeat(40),
    ...changes,
  };
}

export function script(filename: string, text: string): Sources["scripts"]["preprocess"] {
  return { filename, content: new TextEncoder().encode(text) };
}

/** A progress that nobody reads. */
export function silent(): void {
  // Nothing to say.
}
