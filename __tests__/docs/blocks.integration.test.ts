import { execFileSync } from "node:child_process";
import { rehearsalPython } from "../../rehearsal/python";
import { diagnose } from "../../packages/pipeline-definitions/__tests__/compiler";
import { blocksOf, PAGES, proseOf } from "./markdown";
import { commandsOf } from "./shell";

/** Commands of `aws s3`, which have no operation of one name. */
const FILES = ["cp", "ls", "mb"];
/** The command line's own options. */
const GLOBAL = ["--region", "--query", "--output", "--profile"];

/** Prints, for lines `service operation`, the options that the command line makes of its input; null for no operation. */
const OPTIONS = `
import json, sys
import botocore.session
from botocore import xform_name
session = botocore.session.get_session()
found = {}
for asked in json.load(sys.stdin):
    service, operation = asked.split(" ")
    # The command line calls S3's own API s3api.
    model = session.get_service_model({"s3api": "s3"}.get(service, service))
    names = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(names[operation]).input_shape if operation in names else None
    found[asked] = [f"--{xform_name(name, '-')}" for name in shape.members] if shape else None
print(json.dumps(found))
`;

/** Its block is a file of a model's folder, any of them; beside it stands what it imports. */
const OWN_PIPELINES = "docs/bring-your-own-model.md";
const MODEL_FOLDER = "../../../models/abalone-age";
const TRAINING = `
import { failStep, pipeline, type PipelineDefinition } from "sagemaker-pipeline-definitions";
import type { Environment } from "../../environments/environment";
export const train = (environment: Environment, roleArn: string, script: string): PipelineDefinition =>
  pipeline({ steps: [failStep({ name: "Told", message: [environment.name, roleArn, script].join(" ") })] });`;

/** Every command of the AWS CLI that a page shows or speaks of, without `aws`. */
const AWS = PAGES.flatMap((page) => {
  const shown = blocksOf(page).flatMap(({ language, text }) => (language === "sh" ? commandsOf(text) : []));
  const spoken = [...proseOf(page).matchAll(/`(aws [a-z0-9-]+ [a-z-]+[^`]*)`/g)].flatMap(([, text = ""]) =>
    commandsOf(text.replace(/\s+/g, " ")),
  );
  return [...shown, ...spoken]
    .filter(([program]) => program === "aws")
    .map(([, ...words]) => [page, words[0] === "--profile" ? words.slice(2) : words] as const);
});

test("every command of the AWS CLI is an operation of AWS, with options that it has", async () => {
  const { python } = await rehearsalPython(() => undefined);
  const asked = AWS.flatMap(([, [service = "", operation = ""]]) =>
    service === "s3" || service.startsWith("-") ? [] : [`${service} ${operation}`],
  );
  expect(asked.length).toBeGreaterThan(10);
  const options = JSON.parse(
    execFileSync(python, ["-c", OPTIONS], { input: JSON.stringify([...new Set(asked)]), encoding: "utf8" }),
  ) as Readonly<Record<string, readonly string[] | null>>;
  const faults = AWS.flatMap(([page, words]) => {
    const [service = "", operation = "", ...rest] = words;
    if (service === "s3") return FILES.includes(operation) ? [] : [`${page}: aws ${words.join(" ")}`];
    const known = options[`${service} ${operation}`];
    const unknown = rest.filter(
      (word) => word.startsWith("--") && !GLOBAL.includes(word) && known?.includes(word) !== true,
    );
    return known == null || unknown.length > 0
      ? [`${page}: aws ${words.join(" ")}: ${unknown.join(" ")}`]
      : [];
  });
  expect(faults).toEqual([]);
});

test("every block of TypeScript compiles that is not the library's own tour", () => {
  const blocks = PAGES.filter((page) => page !== "packages/pipeline-definitions/README.md").flatMap((page) =>
    blocksOf(page).filter(({ language }) => language === "ts"),
  );
  expect(blocks.length).toBeGreaterThan(0);
  const texts = Object.fromEntries(
    blocks.map(({ page, text }, index) => [
      page === OWN_PIPELINES ? `${MODEL_FOLDER}/pipelines.ts` : `block-${index}.ts`,
      text,
    ]),
  );
  expect(diagnose([], { ...texts, [`${MODEL_FOLDER}/training.ts`]: TRAINING })).toEqual([]);
});
