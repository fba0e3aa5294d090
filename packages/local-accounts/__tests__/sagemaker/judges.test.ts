import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  problemsOf,
  validate,
  type Finding,
  type Json,
  type JsonObject,
} from "sagemaker-pipeline-definitions";
import { packageFile } from "../../package-file";
import { parseDefinition } from "../../sagemaker/engine/parse-definition";
import { byRule, notRun } from "./broken-definitions";

/**
 * What CreatePipeline refuses here and AWS's takes: what the rehearsal cannot run, in the words of the README's list.
 * Each is a whole sentence of the answer.
 */
const NOT_RUN: Readonly<Record<string, RegExp>> = {
  "step types other than those above are refused":
    /^Step '[^']*' is of type '[^']*', which the rehearsal does not run \(it runs [A-Za-z, ]+\)\.$/u,
  "a dependency with a Trigger other than `Completed` is refused":
    /^Step '[^']*' depends on '[^']*' with the Trigger '[^']*', and the rehearsal knows 'Completed' alone\.$/u,
  "arguments that change what a job reads, writes or is":
    /^Step '[^']*' has [\w.*=]+, which the rehearsal does not support\.$/u,
  "a reference in CacheConfig, OutputParameters, PropertyFiles":
    /^Step '[^']*' has a reference in [\w.*]+, which the rehearsal does not resolve\.$/u,
  "a JsonGet's Path or a Join's On is refused":
    /^The rehearsal resolves no reference in a JsonGet's Path and in a Join's On\.$/u,
  "`MlflowConfig` is refused": /^MlflowConfig: the rehearsal has no MLflow\.$/u,
  "a JsonGet's path with a filter or a function is refused":
    /^The rehearsal carries out no filter and no function, as in the JsonGet path .+\.$/u,
};

const JOB = "AWS takes the definition, and refuses the job: so does the local SageMaker";
const MEANING = "AWS takes the definition, and does with it what nobody wants";
/** What `validate` calls an error and CreatePipeline takes, by its code; of MissingField and OneOf by the member, too. */
const NOT_REFUSED: Readonly<Record<string, string>> = {
  CachedOutputByHand: MEANING,
  DuplicateInput: JOB,
  GroupsInWarmPool: JOB,
  GzipWithoutPipe: JOB,
  ImageOfOtherRegion: JOB,
  LocalPath: JOB,
  ManifestWithoutPipe: JOB,
  "MissingField LocalPath": JOB,
  "MissingField TrainingImage": JOB,
  MixedInputModes: JOB,
  ObjectInText: MEANING,
  "OneOf AlgorithmName": JOB,
  "OneOf Containers": JOB,
  "OneOf EnableManagedSpotTraining": JOB,
  "OneOf InstanceCount": JOB,
  "OneOf InstanceType": JOB,
  "OutOfRange MaxPayloadInMB": JOB,
  "OutOfRange MaxRuntimeInSeconds": JOB,
  PlaintextSecret: MEANING,
  SpotInWarmPool: JOB,
  VolumeKeyWithLocalStorage: JOB,
  WaitShorterThanRun: JOB,
  WaitWithoutSpot: JOB,
};
const nameOf = ({ code, pointer }: Finding): string =>
  ["MissingField", "OneOf", "OutOfRange"].includes(code)
    ? `${code} ${pointer.split("/").at(-1) ?? ""}`
    : code;

const isObject = (json: Json): json is JsonObject =>
  json !== null && typeof json === "object" && !Array.isArray(json);

/** A change of one member of a definition; undefined where it would change nothing. */
type Mutation = (parent: JsonObject, name: string) => JsonObject | undefined;
const numbersTo =
  (value: number): Mutation =>
  (parent, name) =>
    typeof parent[name] === "number" ? { ...parent, [name]: value } : undefined;
const referencesTo =
  (path: string): Mutation =>
  (parent, name) =>
    name === "Get" ? { ...parent, Get: path } : undefined;
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "member renamed": (parent, name) =>
    Object.fromEntries(Object.entries(parent).map(([own, value]) => [own === name ? `${own}X` : own, value])),
  "member left out": (parent, name) =>
    Object.fromEntries(Object.entries(parent).filter(([own]) => own !== name)),
  "member null": (parent, name) => ({ ...parent, [name]: null }),
  "member empty": (parent, name) => ({ ...parent, [name]: Array.isArray(parent[name]) ? [] : "" }),
  "type changed": (parent, name) => ({ ...parent, [name]: Array.isArray(parent[name]) ? "text" : [1] }),
  "reference in place of a member": (parent, name) => ({
    ...parent,
    [name]: { Get: "Execution.PipelineName" },
  }),
  "reference to no parameter": referencesTo("Parameters.Nowhere"),
  "reference to no step": referencesTo("Steps.Nowhere.Else"),
  "reference that is none": referencesTo("Nowhere"),
  "number below the range": numbersTo(-1e9),
  "number above the range": numbersTo(2 ** 53),
  "number with a fraction": numbersTo(0.5),
};

/** Every place of a definition where a change is possible, its lists' indexes left out, and the changed definition. */
function* mutated(json: Json, change: Mutation, at = ""): Generator<readonly [place: string, Json]> {
  if (Array.isArray(json)) {
    const list: readonly Json[] = json;
    for (const [index, item] of list.entries()) {
      for (const [place, one] of mutated(item, change, at))
        yield [place, list.map((other, own) => (own === index ? one : other))];
    }
  } else if (isObject(json)) {
    const type = typeof json["Type"] === "string" ? `${at}(${json["Type"]})` : at;
    for (const [name, value] of Object.entries(json)) {
      const changed = change(json, name);
      if (changed !== undefined) yield [`${type}/${name}`, changed];
      for (const [place, one] of mutated(value ?? null, change, `${type}/${name}`)) {
        yield [place, { ...json, [name]: one }];
      }
    }
  }
}

/** The sentences of CreatePipeline's answer; none where it takes the definition. */
function refusals(definition: Json): readonly string[] {
  try {
    parseDefinition(JSON.stringify(definition));
    return [];
  } catch (error) {
    const [said = "", all = ""] = /^(Unable to parse pipeline definition\. )?(.*)$/su
      .exec((error as Error).message)
      ?.slice(1) as string[];
    return said === "" ? [`no answer: ${String(error)}`] : all.split(/(?<=\.) (?=[A-Z])/u);
  }
}

/** Which rules, and which of the reasons above, definitions have shown. */
const shown = { rules: new Set<string>(), notRun: new Set<string>(), notRefused: new Set<string>() };

/** How the two judges differ about a definition, beside what is listed above. */
function disagreements(definition: Json): readonly string[] {
  const language = problemsOf(definition);
  const rest = refusals(definition).filter((sentence) => {
    const [reason] = Object.entries(NOT_RUN).find(([, form]) => form.test(sentence)) ?? [];
    if (reason !== undefined) shown.notRun.add(reason);
    return reason === undefined;
  });
  for (const { code } of language) shown.rules.add(code);
  const only = validate(definition)
    .filter(({ severity }) => severity === "error")
    .filter(({ code, pointer }) => !language.some((one) => one.code === code && one.pointer === pointer))
    .map(nameOf);
  for (const name of only) shown.notRefused.add(name);
  return [
    ...only.filter((name) => !Object.hasOwn(NOT_REFUSED, name)).map((name) => `only validate: ${name}`),
    ...(language.length > 0 && rest.length === 0 ? [`only validate: ${language[0]?.code ?? ""}`] : []),
    ...(language.length === 0 ? rest.map((sentence) => `only CreatePipeline: ${sentence}`) : []),
  ];
}

const TESTS = packageFile("../pipeline-definitions/__tests__");
const corpus = ["published", "python/basics", "python/definitions", "python3/definitions"].flatMap((folder) =>
  readdirSync(join(TESTS, folder))
    .filter((file) => file.endsWith(".json"))
    .map(
      (file) =>
        [`${folder}/${file}`, JSON.parse(readFileSync(join(TESTS, folder, file), "utf8")) as Json] as const,
    ),
);
/** Of the places where a definition can be changed, each n-th is, in their order: rules have definitions of their own. */
const EVERY = 11;

describe("validate and the local CreatePipeline judge the same", () => {
  test.each(corpus)("%s", (_file, definition) => {
    expect(disagreements(definition)).toEqual([]);
  });

  test.each(Object.entries(byRule))("what breaks %s", (rule, definition) => {
    expect(disagreements(definition)).toEqual([]);
    expect(validate(definition).map(nameOf)).toContain(rule);
  });

  test.each(notRun.map((definition, index) => [index, definition] as const))(
    "what AWS takes and nothing here runs, number %i",
    (_index, definition) => {
      expect(disagreements(definition)).toEqual([]);
      expect(refusals(definition)).toHaveLength(1);
    },
  );

  // Every place of the language once for each change, by the step's type, however many definitions have it.
  test.each(Object.entries(MUTATIONS))("a definition with a %s", (_what, change) => {
    const places = new Map<string, Json>();
    for (const [, definition] of corpus) {
      for (const [place, one] of mutated(definition, change)) if (!places.has(place)) places.set(place, one);
    }
    const chosen = [...places].filter((_one, index) => index % EVERY === 0);
    expect(chosen.length).toBeGreaterThan(0);
    const found = chosen.flatMap(([place, one]) => disagreements(one).map((said) => `${place}: ${said}`));
    expect(found).toEqual([]);
  });
});

describe("what is listed", () => {
  test("as refused by CreatePipeline alone is in the README, and there are definitions of it", () => {
    const readme = readFileSync(packageFile("README.md"), "utf8");
    expect(Object.keys(NOT_RUN).filter((reason) => !readme.includes(reason))).toEqual([]);
    expect([...shown.notRun].sort()).toEqual(Object.keys(NOT_RUN).sort());
  });

  test("as an error of validate alone has definitions, each", () => {
    expect([...shown.notRefused].sort()).toEqual(Object.keys(NOT_REFUSED).sort());
  });

  test("as an error of the language in the library's README has definitions, each", () => {
    const readme = readFileSync(packageFile("../pipeline-definitions/README.md"), "utf8");
    // Where a row has as many codes as letters, each letter is of one code.
    const codes = [...readme.matchAll(/^\| ((?:[A-Z][A-Za-z]+(?:, )?)+) +\| ([EW](?:, [EW])?) /gmu)].flatMap(
      ([, names = "", letters = ""]) => {
        const [all, severities] = [names.split(", "), letters.split(", ")];
        const own = (index: number) => (all.length === severities.length ? severities[index] : letters);
        return all.filter((_name, index) => own(index)?.includes("E"));
      },
    );
    // Only a text can have a key twice: definition.test.ts and definition-file.test.ts hold that.
    const ofTexts = ["RepeatedKey"];
    const jobs = Object.keys(NOT_REFUSED).map((name) => name.split(" ", 1)[0] ?? "");
    expect(codes.length).toBeGreaterThan(30);
    expect(
      codes.filter((code) => !shown.rules.has(code) && !jobs.includes(code) && !ofTexts.includes(code)),
    ).toEqual([]);
  });
});
