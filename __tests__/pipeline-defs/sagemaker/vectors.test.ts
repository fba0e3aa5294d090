import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import { validate, type Json, type PipelineDefinition } from "../../../pipeline-defs/sagemaker";
import { conditions } from "./vectors/conditions";
import { models } from "./vectors/models";
import { others } from "./vectors/others";
import { processing } from "./vectors/processing";
import { training } from "./vectors/training";

/** Definitions that the Python SDK 2.257.7 emitted; they lie beside the project, not in it. */
const FOLDER = join(projectRoot(), "..", "shared", "vectors");
const rebuilt: Readonly<Record<string, () => PipelineDefinition>> = {
  ...conditions,
  ...models,
  ...others,
  ...processing,
  ...training,
};
const present = existsSync(FOLDER);
if (!present) console.warn(`skipped: there is no ${FOLDER} to compare with`);

(present ? describe : describe.skip)("what the Python SDK emits", () => {
  const names = present
    ? readdirSync(FOLDER).flatMap((file) => (file.endsWith(".json") ? [file.replace(/\.json$/, "")] : []))
    : [];

  test("every vector is rebuilt", () => {
    expect(Object.keys(rebuilt).sort()).toEqual(names.sort());
  });

  test.each(names)("%s comes out the same of our factories", (name) => {
    const expected = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as Json;
    expect(rebuilt[name]?.()).toEqual(expected);
  });

  test.each(names)("%s has nothing wrong with it", (name) => {
    const definition = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as Json;
    expect(validate(definition)).toEqual([]);
  });
});
