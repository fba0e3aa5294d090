import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { packageFile } from "../../package-file";
import * as library from "sagemaker-pipeline-definitions/service-model";
import { rehearsalPython } from "../../../../rehearsal/python";
import model from "../../sagemaker/api/shapes.json";
import { shapeOf } from "../../sagemaker/validation";

const EXTRACT = packageFile("sagemaker/api/extract.py");

test("the extract is botocore's, less what the library's extract has", async () => {
  const { python } = await rehearsalPython(() => undefined);
  const run = (...args: readonly string[]): string =>
    execFileSync(python, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  const botocore = run("-c", "import botocore; print(botocore.__file__)");
  expect(JSON.parse(run(EXTRACT, dirname(botocore.trim())))).toEqual(model);
  const twice = Object.keys(model.shapes).filter((name) => library.shapeOf(name).type !== "any");
  expect(twice).toEqual([]);
});

test("every type that a request is made of is known", () => {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const { members = {}, member, key, value } = shapeOf(name);
    for (const inner of [...Object.values(members), member, key, value])
      if (inner !== undefined) visit(inner);
  };
  for (const request of Object.values(model.operations)) visit(request);
  expect(seen.size).toBeGreaterThan(300);
  expect([...seen].filter((name) => shapeOf(name).type === "any")).toEqual([]);
});
