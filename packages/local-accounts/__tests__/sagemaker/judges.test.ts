import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { problemsOf, type Json, type JsonObject } from "sagemaker-pipeline-definitions";
import { parseDefinition } from "../../sagemaker/engine/parse-definition";

const TESTS = join(__dirname, "..", "..", "..", "pipeline-definitions", "__tests__");
const FOLDERS = ["published", "python/basics", "python/definitions", "python3/definitions"];

/** Why the local CreatePipeline may refuse what the library takes: all of it is what the rehearsal cannot run. */
const NOT_RUN = [/rehearsal/, /does not run/, /not (?:supported|evaluated|known) here/, /MLflow/i];

const isObject = (json: Json): json is JsonObject =>
  json !== null && typeof json === "object" && !Array.isArray(json);

/** A change at one place of a definition. */
type Mutation = (parent: JsonObject, key: string) => JsonObject;
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "renamed member": (parent, name) =>
    Object.fromEntries(Object.entries(parent).map(([own, value]) => [own === name ? `${own}X` : own, value])),
  "other type": (parent, name) => ({ ...parent, [name]: Array.isArray(parent[name]) ? "text" : [1] }),
  "broken reference": (parent, name) =>
    typeof parent["Get"] === "string" && name === "Get"
      ? { ...parent, Get: `${parent["Get"]}.Nowhere.Else` }
      : parent,
  "out of range": (parent, name) => (typeof parent[name] === "number" ? { ...parent, [name]: -1e9 } : parent),
};

/** Every place of a definition that has a member, changed. */
function mutated(json: Json, change: Mutation): readonly Json[] {
  if (Array.isArray(json)) {
    const list: readonly Json[] = json;
    return list.flatMap((item, at) =>
      mutated(item, change).map((one) => list.map((other, index) => (index === at ? one : other))),
    );
  }
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([name, value]) => [
    change(json, name),
    ...mutated(value, change).map((one) => ({ ...json, [name]: one })),
  ]);
}

function localRefusal(definition: Json): string | undefined {
  try {
    parseDefinition(JSON.stringify(definition));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The definition's place in the corpus, where the two judges differ without one of the reasons above. */
function disagreement(definition: Json): string | undefined {
  const [problem] = problemsOf(definition);
  const refusal = localRefusal(definition);
  if (problem !== undefined && refusal === undefined)
    return `only the library: ${problem.code} ${problem.pointer}`;
  if (problem === undefined && refusal !== undefined && !NOT_RUN.some((reason) => reason.test(refusal))) {
    return `only CreatePipeline: ${refusal}`;
  }
  return undefined;
}

const corpus = FOLDERS.flatMap((folder) =>
  readdirSync(join(TESTS, folder))
    .filter((file) => file.endsWith(".json"))
    .map(
      (file) =>
        [`${folder}/${file}`, JSON.parse(readFileSync(join(TESTS, folder, file), "utf8")) as Json] as const,
    ),
);
/** Each n-th mutation: enough to see a rule that one of the two lacks, and little time. */
const EVERY = 97;

describe("validate and the local CreatePipeline judge the same", () => {
  test.each(corpus)("%s", (_file, definition) => {
    expect(disagreement(definition)).toBeUndefined();
  });

  test.each(Object.entries(MUTATIONS))("with a %s", (_what, change) => {
    const found = corpus.flatMap(([file, definition]) =>
      mutated(definition, change)
        .filter((_one, index) => index % EVERY === 0)
        .flatMap((one) => {
          const said = disagreement(one);
          return said === undefined ? [] : [`${file}: ${said}`];
        }),
    );
    expect(found).toEqual([]);
  });
});
