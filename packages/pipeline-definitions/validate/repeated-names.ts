import { pointTo, type JsonObject } from "../json";
import type { RequestProblem } from "./request-problem";

/**
 * Inputs of one name: the name is the folder of a training job's channel (developer guide, "Amazon SageMaker AI training
 * storage folders": /opt/ml/input/data/<channel name>), and what a reference to an input goes by.
 */
export function repeatedNames(
  items: readonly JsonObject[],
  at: string,
  field: string,
  what: string,
): readonly RequestProblem[] {
  const names = items.map((item) => item[field]);
  return names.flatMap((name, index): RequestProblem[] => {
    if (typeof name !== "string" || names.indexOf(name) === index) return [];
    return [
      {
        code: "DuplicateInput",
        pointer: pointTo(pointTo(at, index), field),
        message: `there is already a ${what} ${name}`,
        fix: "give each a name of its own",
      },
    ];
  });
}
