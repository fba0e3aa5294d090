import { buildInference } from "../../pipeline-defs/inference";
import { buildTrain } from "../../pipeline-defs/train";
import { exampleEnvironment } from "../support/environments";
import { CODE, FUNCTIONS, MODES } from "./support";

/** What SageMaker calls the places that a job writes to; each takes a key for all that it holds. */
const OUTPUTS = ["OutputDataConfig", "ProcessingOutputConfig", "TransformOutput"];

/** Paths of all outputs in a definition, and their keys. */
function outputs(node: unknown, path: string): [path: string, key: unknown][] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) => {
    const place = `${path}.${name}`;
    if (!OUTPUTS.includes(name) || typeof value !== "object" || value === null) return outputs(value, place);
    return [[place, "KmsKeyId" in value ? value.KmsKeyId : undefined]];
  });
}

// The artifacts bucket has no key of its own: what does not name one is encrypted with S3's.
test.each(MODES)("every job names the environment's key for all that it writes (%s)", (monitoring) => {
  for (const name of ["dev", "prod"]) {
    const environment = exampleEnvironment(name, { monitoring });
    const found = [
      ...outputs(buildTrain(environment, CODE, FUNCTIONS, "0123abc"), "train"),
      ...outputs(buildInference(environment, CODE, FUNCTIONS, "0123abc"), "inference"),
    ];
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(([, key]) => key !== environment.kmsKey)).toEqual([]);
  }
});
