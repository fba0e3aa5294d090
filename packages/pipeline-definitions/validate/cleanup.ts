import { isJsonObject } from "../json";
import { dependenciesOf } from "./dependencies";
import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { objectsIn } from "./outputs";

/** Steps that delete outputs: each names steps that it waits for. */
export function checkCleanups({ steps }: IndexedDefinition): readonly Finding[] {
  return steps.flatMap((step) => {
    const { Resources: resources } = step.arguments;
    if (step.type !== "Cleanup" || !isJsonObject(resources)) return [];
    const waitedFor = dependenciesOf(step).map(({ name }) => name);
    return objectsIn(resources.S3).flatMap(({ StepName: name }, index): Finding[] => {
      if (typeof name !== "string" || waitedFor.includes(name)) return [];
      return [
        {
          code: "UnknownStep",
          severity: "error",
          step: step.name,
          pointer: `${step.pointer}/Arguments/Resources/S3/${index}/StepName`,
          message: `it deletes what ${name} wrote without waiting for it`,
          fix: `name ${name} in DependsOn`,
        },
      ];
    });
  });
}
