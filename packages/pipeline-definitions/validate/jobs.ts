import type { Finding } from "./finding";
import type { IndexedDefinition } from "./indexed-definition";
import { requestProblems } from "./request-problems";
import { partsOf } from "./requests";

/** Requests that the service would refuse when the step starts, whatever their references stand for. */
export function checkJobs({ steps }: IndexedDefinition): readonly Finding[] {
  return steps.flatMap((step) =>
    partsOf(step).flatMap(({ value, shape, pointer: at }) =>
      requestProblems(shape, value).map(({ code, pointer, message, fix }): Finding => ({
        code,
        severity: "error",
        step: step.name,
        pointer: `${at}${pointer}`,
        message,
        fix,
      })),
    ),
  );
}
