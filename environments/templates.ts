import type { Remark } from "sagemaker-promotion-core/finding";
import {
  findInvisible,
  INVISIBLE,
  fixInvisible,
  nameCharacter,
  quote,
} from "sagemaker-promotion-core/characters";
import { escapePointer } from "sagemaker-promotion-core/json-text";

/**
 * What Terraform evaluates in a string (language reference, "Strings and Templates": `${` begins an interpolation, `%{` a
 * directive), and what cdktf takes for a list or a map of its own (`#{TfToken[`, `&{TfToken[`; for a string it has `${`).
 */
export const TEMPLATE = /[$%]\{|[#&]\{TfToken\[/;

const TEMPLATES = new RegExp(TEMPLATE, "g");

/** One remark for every string that Terraform would evaluate. No key of an environment needs `${` or `%{` as text. */
export function checkTemplates(value: unknown, pointer = ""): Remark[] {
  if (typeof value === "string") {
    const openings = [...new Set(value.match(TEMPLATES))];
    if (openings.length === 0) return [];
    const found = openings.map((opening) => JSON.stringify(opening)).join(" and ");
    return [
      {
        pointer,
        expected: "plain text: Terraform evaluates what stands in ${…} and %{…}",
        found,
        fix: `write the value itself; no key of an environment file takes ${found}`,
      },
    ];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    checkTemplates(child, `${pointer}/${escapePointer(key)}`),
  );
}

/** Where a file has such a character, as itself or as an escape sequence. */
export const INVISIBLE_AS_WRITTEN = new RegExp(`${INVISIBLE.source}|\\\\[bfnrtu]`, "u");

/** One remark for every string with a character that nobody sees, and that no key of an environment needs. */
export function checkInvisible(value: unknown, pointer = ""): Remark[] {
  if (typeof value === "string") {
    const { character } = findInvisible(value) ?? {};
    if (character === undefined) return [];
    return [
      {
        pointer,
        expected: "characters that can be seen",
        found: `${nameCharacter(character)} in ${quote(value)}`,
        fix: fixInvisible(character),
      },
    ];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    checkInvisible(child, `${pointer}/${escapePointer(key)}`),
  );
}

/** What is to be filled in, such as `<account id>`. */
export const PLACEHOLDER = /<[^<>]+>/;

const PLACEHOLDERS = new RegExp(PLACEHOLDER, "g");

/** One remark for every string in which a `<placeholder>` was left. */
export function checkPlaceholders(value: unknown, pointer = ""): Remark[] {
  if (typeof value === "string") {
    const left = value.match(PLACEHOLDERS);
    if (left === null) return [];
    const found = [...new Set(left)].join(" and ");
    return [{ pointer, expected: "a filled-in value", found, fix: "write your own in its place" }];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    checkPlaceholders(child, `${pointer}/${escapePointer(key)}`),
  );
}
