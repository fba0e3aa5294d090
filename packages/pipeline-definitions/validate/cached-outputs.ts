import { isJsonObject, pointTo, type Json } from "../json";
import { stepTypeOf } from "../service-model/step-types";
import type { Finding } from "./finding";
import { ownJson, type IndexedDefinition, type StepEntry } from "./indexed-definition";
import { parseTarget } from "./reference";
import { textOf } from "./text";

/** Where a step writes: fields of these names, and everything below them. */
const WRITES = [
  "CheckpointConfig",
  "DebugHookConfig",
  "OutputDataConfig",
  "ProcessingOutputConfig",
  "ProfilerConfig",
  "TensorBoardOutputConfig",
  "TransformOutput",
];
const ADDRESSES = ["S3Uri", "S3OutputPath"];

interface Address {
  /** The text, with each variable as a character sequence that no address holds. */
  readonly text: string;
  readonly pointer: string;
}

/**
 * A step whose result comes from the cache writes nothing: its outputs are where the earlier execution
 * put them. Its properties hold that address; an address that somebody built by hand does not.
 */
export function checkCachedOutputs({ steps }: IndexedDefinition): readonly Finding[] {
  const cached = steps.filter(
    ({ json, type }) =>
      stepTypeOf(type).cached && isJsonObject(json.CacheConfig) && json.CacheConfig.Enabled === true,
  );
  return cached.flatMap((producer) =>
    outputsOf(producer).flatMap((output) =>
      steps
        .filter((reader) => reader !== producer)
        .flatMap((reader) =>
          readsOf(reader)
            .filter(({ text }) => namesBelow(text, output))
            .map((read) => finding(producer, reader, read, output)),
        ),
    ),
  );
}

function finding(producer: StepEntry, reader: StepEntry, read: Address, output: string): Finding {
  const fixed = !output.includes(VARIABLE);
  return {
    code: "CachedOutputByHand",
    // A fixed address holds at least the output of the last execution that wrote there.
    severity: fixed ? "warning" : "error",
    step: reader.name,
    pointer: read.pointer,
    message: fixed
      ? `it reads what ${producer.name} writes by its address: after a cache hit, that may be another execution's output`
      : `it reads what ${producer.name} writes by an address put together by hand: after a cache hit, nothing is there`,
    fix: `refer to the property of ${producer.name} that holds the output's address, or do not cache ${producer.name}`,
  };
}

function outputsOf({ arguments: args }: StepEntry): readonly string[] {
  const found: string[] = [];
  const visit = (json: Json, writes: boolean): void => {
    if (json === null || typeof json !== "object") return;
    for (const [key, value] of Object.entries(json)) {
      const text = writes && ADDRESSES.includes(key) ? addressOf(value) : undefined;
      if (text === undefined) visit(value, writes || WRITES.includes(key));
      else found.push(text.replace(/\/+$/, ""));
    }
  };
  visit(args, false);
  return found;
}

function readsOf(step: StepEntry): readonly Address[] {
  const found: Address[] = [];
  const visit = (json: Json, pointer: string): void => {
    const text = addressOf(json);
    if (text !== undefined) found.push({ text, pointer });
    if (text !== undefined || json === null || typeof json !== "object") return;
    for (const [key, value] of Object.entries(json)) {
      if (!WRITES.includes(key)) visit(value, pointTo(pointer, key));
    }
  };
  visit(ownJson(step), step.pointer);
  return found;
}

/** Whether a text names the output, or something below it. */
function namesBelow(text: string, output: string): boolean {
  if (output.length <= "s3://".length) return false;
  for (let at = text.indexOf(output); at >= 0; at = text.indexOf(output, at + 1)) {
    if (/^(?:$|[/\s"',;])/.test(text.slice(at + output.length))) return true;
  }
  return false;
}

const VARIABLE = "\u0000";

/**
 * An address as one text; undefined for the property of a step, which follows the cache, and for what is
 * no text.
 */
function addressOf(json: Json): string | undefined {
  const variable = (value: Json) => `${VARIABLE}${JSON.stringify(value)}${VARIABLE}`;
  const path = isJsonObject(json) ? json.Get : undefined;
  if (typeof path === "string") return parseTarget(path).kind === "step" ? undefined : variable(json);
  return textOf(json, variable);
}
