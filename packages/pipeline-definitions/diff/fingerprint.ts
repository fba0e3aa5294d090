import { canonicalJson, isJsonList, isJsonObject, type Json, type JsonObject } from "../json";
import { cacheKeyValues, isCached } from "../service-model/cache-key";
import { parseTarget } from "../validate/reference";
import type { FlatDefinition } from "./flatten";

/** What decides whether two executions of a step would share a result. */
export interface Fingerprint {
  /** By the names of the cache key's values: the value as text, references as they are written. */
  readonly own: ReadonlyMap<string, string>;
  /** All of it as one text, references followed as far as the definition tells. */
  readonly key: string;
  /** Whether the key differs in every execution, so that nothing is ever re-used. */
  readonly volatile: boolean;
  /** Steps whose results it reads, each with all that decides what they are, as one text. */
  readonly reads: ReadonlyMap<string, string>;
}

/** Reads a definition's fingerprints: parameters at their defaults, each step once. */
export class Fingerprints {
  private readonly known = new Map<string, Fingerprint>();
  private readonly defaults: ReadonlyMap<string, Json>;

  /** @param names the steps' names in SageMaker, by the definition's; default: the same */
  constructor(
    private readonly definition: FlatDefinition,
    private readonly names: ReadonlyMap<string, string> = new Map(),
  ) {
    this.defaults = defaultsOf(definition.members);
  }

  of(step: string): Fingerprint {
    const known = this.known.get(step);
    if (known !== undefined) return known;
    // The validator reports cycles; here they must only not loop forever.
    this.known.set(step, { own: new Map(), key: step, volatile: false, reads: new Map() });
    const found = this.read(this.definition.steps.get(step) ?? {});
    this.known.set(step, found);
    return found;
  }

  private read(step: JsonObject): Fingerprint {
    const values = [...cacheKeyValues(step)];
    const reads = new Map<string, string>();
    let volatile = false;
    const followed = values.map(([name, value]) => [
      name,
      this.resolve(value, (json, target) => {
        if (target.kind === "execution") volatile ||= !FIXED.has(target.name);
        if (target.kind !== "step") return json;
        const source = this.source(target.name, target.path);
        reads.set(target.name, (reads.get(target.name) ?? "") + canonicalJson({ ...source }));
        volatile ||= source.volatile;
        return source.value;
      }),
    ]);
    return {
      own: new Map(values.map(([name, value]) => [name, canonicalJson(this.resolve(value, (json) => json))])),
      key: canonicalJson({ type: step.Type ?? null, values: Object.fromEntries(followed) as JsonObject }),
      volatile,
      reads,
    };
  }

  /** What a property of another step adds to the cache key of the step that reads it. */
  private source(name: string, path: string): { readonly value: Json; readonly volatile: boolean } {
    const step = this.definition.steps.get(name);
    const address = step === undefined ? undefined : writtenAddress(step, path);
    if (address !== undefined) {
      let moving = false;
      const value = this.resolve(address, (json, target) => {
        moving ||= target.kind !== "execution" || !FIXED.has(target.name);
        return json;
      });
      if (!moving) return { value, volatile: false };
    }
    const { key, volatile } = this.of(name);
    // A cached step hands on what its earlier run gave; any other makes new names and addresses in every
    // execution. What functions answer and files hold depends on what went in.
    const byValue = path.startsWith("OutputParameters[") || path.startsWith("PropertyFiles.");
    return {
      value: { step: byValue ? name : (this.names.get(name) ?? name), path, key },
      volatile: volatile || (!byValue && !isCached(step)),
    };
  }

  /** The value with parameters at their defaults; other references as `follow` gives them. */
  resolve(json: Json, follow: (reference: JsonObject, target: ReturnType<typeof parseTarget>) => Json): Json {
    if (isJsonList(json)) return json.map((item) => this.resolve(item, follow));
    if (!isJsonObject(json)) return json;
    if (typeof json.Get !== "string" || Object.keys(json).length > 1) {
      return Object.fromEntries(
        Object.entries(json).map(([key, value]) => [key, this.resolve(value, follow)]),
      );
    }
    const target = parseTarget(json.Get);
    return target.kind === "parameter" ? (this.defaults.get(target.name) ?? json) : follow(json, target);
  }
}

/** Execution variables that say the same in every execution. */
const FIXED: ReadonlySet<string> = new Set(["PipelineName", "PipelineArn"]);

const OUTPUT = /^ProcessingOutputConfig\.Outputs\['([^']*)'\]\.S3Output\.S3Uri$/;

/** The address that a processing step was told to write the output to. */
function writtenAddress(step: JsonObject, path: string): Json | undefined {
  const output = OUTPUT.exec(path)?.[1];
  const own = isJsonObject(step.Arguments) ? step.Arguments.ProcessingOutputConfig : undefined;
  const outputs = isJsonObject(own) && isJsonList(own.Outputs) ? own.Outputs : [];
  const found = outputs.find((item) => isJsonObject(item) && item.OutputName === output);
  const target = isJsonObject(found) ? found.S3Output : undefined;
  return isJsonObject(target) ? target.S3Uri : undefined;
}

function defaultsOf({ Parameters: parameters }: JsonObject): ReadonlyMap<string, Json> {
  return new Map(
    (isJsonList(parameters) ? parameters : []).flatMap((parameter) =>
      isJsonObject(parameter) && typeof parameter.Name === "string" && parameter.DefaultValue !== undefined
        ? [[parameter.Name, parameter.DefaultValue] as const]
        : [],
    ),
  );
}
