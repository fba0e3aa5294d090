import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FOLDER } from "./library-files";
import { canonicalJson, type Json, type JsonObject } from "..";
import model from "../service-model/model.json";
import { argumentsShape, generatedName, matches } from "../service-model/service-model";
import { indexDefinition, type IndexedDefinition } from "../validate/indexed-definition";
import { isExpression, parameterOf } from "../validate/reference";
import { typeOf } from "../validate/value-type";
import { rehearsalPython } from "../../../rehearsal/python";
import { inference, MODES, train } from "../../../__tests__/pipeline-defs/support";
import { fixtures, vectors } from "./python-definitions";

const MODEL = join(FOLDER, "service-model");

/** The API's operation by the shape of its request. */
function operationOf(shape: string): string {
  return shape.replace(/(?:Request|Input)$/, "");
}

/** Variables replaced by values of their own type, a parameter by its default. */
function known(json: Json, indexed: IndexedDefinition): Json {
  if (isExpression(json)) {
    const parameter = indexed.parameters.find(({ name }) => name === parameterOf(json));
    const examples: Readonly<Record<string, Json>> = { string: "text", number: 1, boolean: true };
    return parameter?.json.DefaultValue ?? examples[typeOf(json, indexed) ?? "string"] ?? "text";
  }
  if (Array.isArray(json)) return json.map((item: Json) => known(item, indexed));
  if (json === null || typeof json !== "object") return json;
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, value]) =>
      // The service takes null for what is left out, boto3 does not send it.
      value === null ? [] : [[key, known(value, indexed)]],
    ),
  );
}

/** What the steps of a definition ask of the API, with the names that the service makes up. */
function requestsOf(definition: JsonObject): readonly (readonly [operation: string, parameters: Json])[] {
  const indexed = indexDefinition(definition);
  return indexed.steps.flatMap((step) => {
    const shape = argumentsShape(step.type);
    if (shape === undefined) return [];
    const named = generatedName(step.type);
    const name = named === undefined ? {} : { [named]: "name" };
    return [[operationOf(shape), { ...name, ...(known(step.arguments, indexed) as JsonObject) }] as const];
  });
}

function python(interpreter: string, script: string, args: readonly string[], input = ""): Json {
  const options = { input, encoding: "utf8", maxBuffer: 1 << 26 } as const;
  return JSON.parse(execFileSync(interpreter, [script, ...args], options)) as Json;
}

describe("botocore's service model", () => {
  const interpreter = rehearsalPython(() => undefined).then((environment) => environment.python);
  const check = async (definitions: readonly JsonObject[]) => {
    const requests = definitions.flatMap(requestsOf);
    const script = join(__dirname, "check_requests.py");
    return [requests.length, python(await interpreter, script, [], canonicalJson(requests))] as const;
  };

  test("takes every argument of our pipelines", async () => {
    const [count, complaints] = await check(MODES.flatMap((mode) => [train(mode), inference(mode)]));
    expect(complaints).toEqual([]);
    expect(count).toBe(20);
  });

  test("takes every argument of what the Python SDK emits", async () => {
    const [count, complaints] = await check(Object.values({ ...vectors, ...fixtures }));
    // One of the vectors calls its file system fs-1.
    expect(complaints).toEqual([expect.stringMatching(/FileSystemId, value: 4/)]);
    expect(count).toBeGreaterThan(50);
  });

  test("refuses what is wrong, so that its silence means something", async () => {
    const wrong = { Name: "T", Type: "Training", Arguments: { RoleArn: 7, Teleport: true } };
    const [, complaints] = await check([{ Version: "2020-12-01", Steps: [wrong] }]);
    expect(complaints).toEqual([expect.stringMatching(/OutputDataConfig[^]*RoleArn[^]*Teleport|Teleport/)]);
  });

  test("is what our extract was made from", async () => {
    const executable = await interpreter;
    const botocore = execFileSync(executable, ["-c", "import botocore; print(botocore.__file__)"], {
      encoding: "utf8",
    });
    const committed = JSON.parse(readFileSync(join(MODEL, "model.json"), "utf8")) as Json;
    expect(python(executable, join(MODEL, "extract.py"), [dirname(botocore.trim())])).toEqual(committed);
  });
});

describe("the patterns of the service model", () => {
  const patterns = Object.values(model.shapes).flatMap((shape) =>
    "pattern" in shape ? [shape.pattern] : [],
  );

  test("all compile, and use no class that only Java has", () => {
    expect(patterns.length).toBeGreaterThan(100);
    for (const pattern of patterns) expect(() => matches(pattern, "a")).not.toThrow();
    const java = patterns.filter((pattern) => /\\p\{(?!(?:Alnum|[LMNPSZ])\})/.test(pattern));
    expect(java).toEqual([]);
  });

  test("mean what they mean in Java", () => {
    const arn = "arn:[\\p{Alnum}\\-]+:lambda:[\\p{Alnum}\\-]+:[0-9]{12}:function:.*";
    expect(patterns).toContain(arn);
    expect(matches(arn, "arn:aws-cn:lambda:cn-north-1:111122223333:function:f")).toBe(true);
    expect(matches(arn, "arn:äws:lambda:eu-west-1:111122223333:function:f")).toBe(false);
  });
});
