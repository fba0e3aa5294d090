import { existsSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import { FORMAT, RESULTS_FILE, type Results } from "./results";
import schema from "./results.schema.json";

/** What another version of this program recorded, as far as this one understands it. */
export type ReadResults = Partial<Omit<Results, "format">>;

/** The results of the example have some 250 KB. */
const LONGEST = 64 * MEBIBYTE;

/**
 * What a rehearsal left in a folder; empty where it left nothing to compare.
 * @throws Problem `UnreadableFile` where the file is none, or too long
 */
export function readResults(folder: string): ReadResults {
  const file = join(folder, RESULTS_FILE);
  if (!existsSync(file)) return {};
  const content = readUserFile(file, {
    what: "what a rehearsal recorded",
    limit: LONGEST,
    next: "rehearse again",
  });
  return parseResults(content.toString("utf8"));
}

/** The members that have the form which this version knows. Others count as not recorded. */
export function parseResults(text: string): ReadResults {
  const content = parsed(text);
  if (typeof content !== "object" || content === null) return {};
  const members = content as Readonly<Record<string, unknown>>;
  if (members["format"] !== FORMAT) return {};
  const ajv = new Ajv2020({ validateSchema: false }).addSchema(schema, "results");
  const known = Object.keys(schema.properties).filter((name) => name !== "format" && name in members);
  return Object.fromEntries(
    known
      .filter((name) => ajv.validate(`results#/properties/${name}`, members[name]))
      .map((name) => [name, members[name]]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off, or never JSON: as good as not there.
    return undefined;
  }
}
