import type { Finding } from "./finding";
import { everyValue } from "./objects";
import type { Outline } from "./outline";

/** What JavaScript makes of an object in a template: where it stands, a variable or a step was to stand. */
const OBJECT = "[object Object]";

/** Texts into which an object was put: nothing reads them as their author meant them. */
export function checkObjectsInTexts(outline: Outline): readonly Finding[] {
  return everyValue(outline).flatMap(({ json, pointer, from }): Finding[] => {
    if (typeof json !== "string" || !json.includes(OBJECT)) return [];
    return [
      {
        code: "ObjectInText",
        severity: "error",
        step: from?.name,
        pointer,
        message: `an object was put into this text, which now says ${OBJECT}`,
        mend: 'let the service join it: {"Std:Join": {"On": "", "Values": [...]}}, in TypeScript join("", [...])',
      },
    ];
  });
}
