import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { validate, type Json } from "sagemaker-pipeline-definitions";
import { packageFile } from "../../package-file";
import { parseDefinition } from "../../sagemaker/engine/parse-definition";

/** Definitions that the SageMaker Python SDK emits: each is taken, or refused for what the rehearsal does not have. */
const FOLDERS = ["python/basics", "python/definitions", "python3/definitions"].map((folder) =>
  packageFile(`../pipeline-definitions/__tests__/${folder}`),
);
const FILES = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name): [string, string] => [name, readFileSync(join(folder, name), "utf8")]),
);

function refusalOf(source: string): string {
  try {
    parseDefinition(source);
    return "";
  } catch (error) {
    return String(error);
  }
}

test.each(FILES)("%s: CreatePipeline takes what the validator takes", (_name, source) => {
  const errors = validate(JSON.parse(source) as Json).filter(({ severity }) => severity === "error");
  const reasons = refusalOf(source)
    .replace(/^.*?Unable to parse pipeline definition\. /u, "")
    .split(/(?<=\.) (?=[A-Z])/u)
    .filter((reason) => reason !== "");
  const ours = reasons.filter((reason) => reason.includes("the rehearsal"));
  expect(reasons.length > ours.length).toBe(errors.length > 0);
});
