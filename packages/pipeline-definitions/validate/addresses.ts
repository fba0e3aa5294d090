import { isJsonObject, pointTo, type Json } from "../json";
import { ownJson, type IndexedDefinition, type StepEntry } from "./indexed-definition";
import { parseTarget } from "./reference";
import { textOf } from "./text";

/**
 * Where a step writes: fields of these names, and everything below them. A job that is trained, tuned or found by AutoML
 * writes into a folder of its own below the address, `<S3OutputPath>/<job name>/`, whose name Pipelines makes up; what
 * else lies below the address is not its output. The others write to the address itself.
 */
const WRITES: Readonly<Record<string, "itself" | "own folder">> = {
  CheckpointConfig: "itself",
  DebugHookConfig: "own folder",
  OutputDataConfig: "own folder",
  ProcessingOutputConfig: "itself",
  ProfilerConfig: "own folder",
  TensorBoardOutputConfig: "own folder",
  TransformOutput: "itself",
};
const ADDRESSES = ["S3Uri", "S3OutputPath"];

/** An address in S3 as one text, with each variable as a character sequence that no address holds. */
interface Address {
  readonly text: string;
  readonly pointer: string;
}

interface Output {
  readonly text: string;
  readonly writes: "itself" | "own folder";
}

/** A step reads by an address what another step writes there. */
export interface ReadByAddress {
  readonly producer: StepEntry;
  readonly reader: StepEntry;
  /** Of the address that is read. */
  readonly pointer: string;
  /** Whether the address is the same in every execution. */
  readonly fixed: boolean;
  /** Whether it is the address of a folder above what is written, and not of that or of something in it. */
  readonly above: boolean;
}

/** Every such reading: each reader, address and producer once. */
export function readsByAddress({ steps }: IndexedDefinition): readonly ReadByAddress[] {
  const reads = steps.map((reader) => [reader, readsOf(reader)] as const);
  return steps.flatMap((producer) => {
    const outputs = outputsOf(producer);
    return reads
      .filter(([reader]) => reader !== producer)
      .flatMap(([reader, addresses]) =>
        addresses.flatMap(({ text, pointer }): ReadByAddress[] => {
          const named = outputs.find((one) => names(text, one));
          const output = named ?? outputs.find((one) => isAbove(text, one));
          if (output === undefined) return [];
          const fixed = !output.text.includes(VARIABLE);
          return [{ producer, reader, pointer, fixed, above: named === undefined }];
        }),
      );
  });
}

function outputsOf({ arguments: args }: StepEntry): readonly Output[] {
  const found: Output[] = [];
  const visit = (json: Json, writes: Output["writes"] | undefined): void => {
    if (json === null || typeof json !== "object") return;
    for (const [key, value] of Object.entries(json)) {
      const text =
        writes !== undefined && ADDRESSES.includes(key) ? addressOf(value)?.replace(/\/+$/, "") : undefined;
      if (text === undefined) visit(value, writes ?? WRITES[key]);
      else if (writes !== undefined && !isBucket(text)) found.push({ text, writes });
    }
  };
  visit(args, undefined);
  return found;
}

/** A whole bucket, or no more than its scheme, which says nothing: any number of steps write into it, and read from it. */
function isBucket(text: string): boolean {
  return /^s3:\/*[^/]*$/.test(text.replaceAll(VARIABLES, "-"));
}

function readsOf(step: StepEntry): readonly Address[] {
  const found: Address[] = [];
  const visit = (json: Json, pointer: string): void => {
    const text = addressOf(json);
    if (text !== undefined) found.push({ text, pointer });
    if (text !== undefined || json === null || typeof json !== "object") return;
    for (const [key, value] of Object.entries(json)) {
      if (!Object.hasOwn(WRITES, key)) visit(value, pointTo(pointer, key));
    }
  };
  visit(ownJson(step), step.pointer);
  return found;
}

/** Whether a text names what is written: the address itself, or something below it that can only be the output's. */
function names(text: string, { text: output, writes }: Output): boolean {
  const end = writes === "itself" ? /^(?:$|[/\s"',;])/ : /^\/*(?:$|[\s"',;])/;
  for (let at = text.indexOf(output); at >= 0; at = text.indexOf(output, at + 1)) {
    if (end.test(text.slice(at + output.length))) return true;
  }
  return false;
}

/** Whether a text is the address of a folder in which the output lies. */
function isAbove(text: string, { text: output }: Output): boolean {
  const folder = text.replace(/\/+$/, "");
  return !isBucket(folder) && output.startsWith(`${folder}/`);
}

const VARIABLE = "\u0000";
const VARIABLES = new RegExp(`${VARIABLE}[^${VARIABLE}]*${VARIABLE}`, "g");

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
