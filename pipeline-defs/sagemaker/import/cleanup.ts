import type { Json } from "../json";
import { dependenciesOf } from "../validate/dependencies";
import type { StepEntry } from "../validate/outline";
import { list, literal, object, type Code } from "./code";
import { single, TEXT } from "./expressions";
import { exactly, refuse, type Scope } from "./scope";

/** The options of cleanupStep, which makes the step wait for its sources by itself. */
export function cleanup(
  step: StepEntry,
  scope: Scope,
): readonly (readonly [name: string, value: Code | undefined])[] {
  const { Resources: resources } = exactly(step.arguments, ["Resources"]);
  const { S3: sources } = exactly(resources, ["S3"]);
  if (!Array.isArray(sources)) return refuse("no list");
  const named = sources.map((source: Json) => {
    const { StepName: name, S3Uris: uris } = exactly(source, ["StepName"], ["S3Uris"]);
    if (typeof name !== "string") return refuse("no name");
    if (uris !== undefined && !Array.isArray(uris)) return refuse("no list");
    if (!dependenciesOf(step).some((waited) => waited.name === name))
      refuse("a source that it does not wait for");
    return object([
      ["step", scope.steps.get(name)?.identifier ?? literal(name)],
      ["uris", uris === undefined ? undefined : list(uris.map((uri: Json) => single(uri, TEXT, scope)))],
    ]);
  });
  return [["sources", list(named)]];
}
