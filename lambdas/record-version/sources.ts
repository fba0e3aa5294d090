import { FunctionError } from "../function-error";

/** A file of the training data, as the job that read it says (ml/preprocess.py, write_sources). */
export interface Source {
  /** Its path below the folder that was read. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
}

/** @throws FunctionError `InvalidSources` */
export function parseSources(uri: string, text: string): readonly Source[] {
  const json = parsed(text);
  if (Array.isArray(json) && json.length > 0 && json.every(isSource)) return json;
  throw new FunctionError(
    "InvalidSources",
    `${uri} is no list of the files that were trained on, as preprocess.py writes it. Deploy the pipeline again, and train.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSource(value: unknown): value is Source {
  const { name, bytes, sha256, rows } = Object(value) as Readonly<Record<keyof Source, unknown>>;
  return (
    typeof name === "string" &&
    Number.isSafeInteger(bytes) &&
    Number.isSafeInteger(rows) &&
    typeof sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(sha256)
  );
}
