import { isJsonObject, type Json } from "../json";
import { pointTo, type Finding } from "./finding";
import { ownArguments, type Outline, type StepEntry } from "./outline";
import { isExpression } from "./reference";

/** Where a step writes: fields of these names, and everything below them. */
const WRITES = ["ProcessingOutputConfig", "OutputDataConfig", "TransformOutput", "CheckpointConfig"];
const ADDRESSES = ["S3Uri", "S3OutputPath"];

interface Address {
  /** The text, with each variable as a character sequence that no address holds. */
  readonly text: string;
  readonly pointer: string;
}

/**
 * A step that may be taken from the cache writes nothing: its outputs lie where the earlier execution put them. Its
 * properties say where; an address put together by hand says where they would have been.
 */
export function checkCachedOutputs({ steps }: Outline): readonly Finding[] {
  const cached = steps.filter(
    ({ json }) => isJsonObject(json.CacheConfig) && json.CacheConfig.Enabled === true,
  );
  return cached.flatMap((producer) =>
    outputsOf(producer).flatMap((output) =>
      steps
        .filter((reader) => reader !== producer)
        .flatMap((reader) =>
          readsOf(reader)
            .filter(({ text }) => liesBelow(text, output))
            .map((read) => finding(producer, reader, read, output)),
        ),
    ),
  );
}

function finding(producer: StepEntry, reader: StepEntry, read: Address, output: string): Finding {
  const fixed = !output.includes(VARIABLE);
  return {
    code: "CachedOutputByHand",
    // At a fixed address lies at least what some execution wrote last.
    severity: fixed ? "warning" : "error",
    step: reader.name,
    pointer: read.pointer,
    message: fixed
      ? `it reads what ${producer.name} writes by its address: after a cache hit that may be another execution's`
      : `it reads what ${producer.name} writes by an address put together by hand: after a cache hit nothing is there`,
    mend: `refer to the property of ${producer.name} that says where the output lies, or do not cache ${producer.name}`,
  };
}

function outputsOf(step: StepEntry): readonly string[] {
  const found: string[] = [];
  const visit = (json: Json): void => {
    if (json === null || typeof json !== "object") return;
    for (const [key, value] of Object.entries(json)) {
      const text = ADDRESSES.includes(key) ? textOf(value) : undefined;
      if (text === undefined) visit(value);
      else found.push(text.replace(/\/+$/, ""));
    }
  };
  for (const name of WRITES) visit(step.arguments[name] ?? null);
  return found;
}

function readsOf(step: StepEntry): readonly Address[] {
  const found: Address[] = [];
  const visit = (json: Json, pointer: string): void => {
    const text = typeof json === "number" ? undefined : textOf(json);
    if (text !== undefined) found.push({ text, pointer });
    if (text !== undefined || json === null || typeof json !== "object" || isExpression(json)) return;
    for (const [key, value] of Object.entries(json)) {
      if (!WRITES.includes(key)) visit(value, pointTo(pointer, key));
    }
  };
  visit(ownArguments(step), `${step.pointer}/Arguments`);
  return found;
}

function liesBelow(address: string, output: string): boolean {
  return output.length > "s3://".length && (address === output || address.startsWith(`${output}/`));
}

const VARIABLE = "\u0000";

/** A text or a join as one text; undefined where it is neither, such as a property, which follows the cache. */
function textOf(json: Json): string | undefined {
  if (typeof json === "string" || typeof json === "number") return String(json);
  const join = isJsonObject(json) ? json["Std:Join"] : undefined;
  if (!isJsonObject(join) || !Array.isArray(join.Values)) return undefined;
  const on = typeof join.On === "string" ? join.On : "";
  return join.Values.map(
    (value: Json) => textOf(value) ?? `${VARIABLE}${JSON.stringify(value)}${VARIABLE}`,
  ).join(on);
}
