import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { writeWhole } from "sagemaker-promotion-core/files";
import Ajv, { type ErrorObject } from "ajv";
import { canonicalJson } from "sagemaker-pipeline-definitions";
import { knownProblem, Problem } from "sagemaker-promotion-core/problem";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import { LIFETIME, type Entries, type PlanFile } from "./plan-file";
import { PLAN_SCHEMA } from "./plan-schema";

/** A plan as text, and the SHA-256 of its content. */
export interface PlanDocument {
  readonly text: string;
  readonly seal: string;
}

/** The most bytes of a plan. */
export const LARGEST_PLAN = 32 * MEBIBYTE;
/** Of a longer text only the first finding is looked for: whoever may write a plan could write millions of them. */
const LONGEST_TO_LOOK_THROUGH = MEBIBYTE;
const MOST_FINDINGS = 20;
const AGAIN = "Make it with npm run deploy -- plan --env NAME --out FILE.";

/** The plan as its file has it. */
export function planDocument(file: PlanFile): PlanDocument {
  const seal = sealOf(file);
  return { text: `${canonicalJson({ ...contentOf(file), seal }, 2)}\n`, seal };
}

/**
 * Writes the file whole or not at all, for its owner alone. A folder that is not there yet is made: a fresh checkout has none.
 * @throws Problem `PlanNotKept`
 */
export function writePlanFile(path: string, file: PlanFile): void {
  let isFile: boolean | undefined;
  try {
    isFile = statSync(path, { throwIfNoEntry: false })?.isFile();
    if (isFile !== false) writeWhole(path, planDocument(file).text, { mode: 0o600 });
  } catch (error) {
    throw notKept(path, error instanceof Problem ? error.message : String(error), error);
  }
  if (isFile === false) throw notKept(path, "it is no file");
}

/** A full disk is the machine's fault, a wrong path is not. */
function notKept(path: string, why: string, cause?: unknown): Problem {
  return new Problem({
    code: "PlanNotKept",
    blame: knownProblem(cause)?.blame ?? "user",
    message: `The plan cannot be kept: ${why}`,
    where: path,
    next: "Name a file in a folder of yours, on a disk with room, and plan again.",
    cause,
  });
}

/** @throws Problem `NotAPlan`, `PlanAltered` */
export function readPlanFile(path: string): PlanFile {
  const content = readUserFile(path, {
    code: "NotAPlan",
    what: "the plan",
    limit: LARGEST_PLAN,
    next: AGAIN,
  });
  return parsePlan(new TextDecoder().decode(content), path);
}

/**
 * A plan's text as a plan. Whoever wrote it may have been anybody: every member is checked, and what nobody knows is
 * refused.
 * @param where the text comes from
 * @throws Problem `NotAPlan`, `PlanAltered`
 */
export function parsePlan(text: string, where: string): PlanFile {
  const { seal, ...content } = objectIn(text, where);
  if (typeof seal === "string" && seal !== digestOf(content, where)) {
    throw new Problem({
      code: "PlanAltered",
      blame: "user",
      message: "The plan was altered, or cut off, after it was made.",
      where,
      next: "Plan again. Nothing was changed.",
    });
  }
  const ajv = new Ajv({ allErrors: text.length <= LONGEST_TO_LOOK_THROUGH, allowUnionTypes: true });
  if (!ajv.validate(PLAN_SCHEMA, { ...content, seal }))
    throw notAPlan(where, (ajv.errors ?? []).map(finding));
  // The schema has just said so.
  const file = content as unknown as PlanFile;
  const lasts = Date.parse(file.expires) - Date.parse(file.created);
  if (!(lasts >= 0 && lasts <= LIFETIME))
    throw notAPlan(where, ["/expires: must be within a day of /created"]);
  return file;
}

function objectIn(text: string, where: string): Record<string, unknown> {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === "object" && document !== null && !Array.isArray(document)) {
      return document as Record<string, unknown>;
    }
  } catch {
    // Told below.
  }
  throw notAPlan(where, []);
}

function digestOf(content: object, where: string): string {
  try {
    return sealOf(content as PlanFile);
  } catch (error) {
    // Brackets within brackets, more than there is room for.
    if (error instanceof RangeError) throw notAPlan(where, ["/: must not be nested that deep"]);
    throw error;
  }
}

function finding({ instancePath, keyword, message = "", params }: ErrorObject): string {
  const name = keyword === "additionalProperties" ? `: ${String(params["additionalProperty"])}` : "";
  return `${instancePath === "" ? "/" : instancePath}: ${message}${name}`;
}

function notAPlan(where: string, findings: readonly string[]): Problem {
  // What a stranger wrote is not shown as it stands.
  const lines = findings
    .slice(0, MOST_FINDINGS)
    .map((line) => `\n    ${line.replace(/\p{Cc}/gu, "?").slice(0, 200)}`);
  const more = findings.length > MOST_FINDINGS ? `\n    and ${findings.length - MOST_FINDINGS} more` : "";
  return new Problem({
    code: "NotAPlan",
    blame: "user",
    message: `The file is no plan of this project's, or was cut off${lines.length === 0 ? "." : ":"}${lines.join("")}${more}`,
    where,
    next: AGAIN,
  });
}

function sealOf(file: PlanFile): string {
  return createHash("sha256")
    .update(canonicalJson(contentOf(file)))
    .digest("hex");
}

/** The plan as JSON keeps it. */
function contentOf(file: PlanFile): Entries {
  return JSON.parse(JSON.stringify(file)) as Entries;
}
