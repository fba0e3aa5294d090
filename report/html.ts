/** Markup. Only `html` makes it, so that whatever comes from a run is text in it and never markup. */
export class Html {
  /** @param markup of a page's own making */
  constructor(readonly markup: string) {}
}

/** What may stand in a template: markup, text, a list of both; nothing where it is `undefined`, `null` or `false`. */
export type Part = Html | string | number | false | null | undefined | readonly Part[];

/** Markup from a template: every text in it is escaped, within a tag (between double quotes) and without. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = parts.map((part, index) => `${strings[index] ?? ""}${written(part)}`).join("");
  return new Html(`${markup}${strings.at(-1) ?? ""}`);
}

function written(part: Part): string {
  if (part === undefined || part === null || part === false) return "";
  if (part instanceof Html) return part.markup;
  if (typeof part === "object") return part.map(written).join("");
  return escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters, and those that turn the direction of what follows (Unicode TR 36, section 3.1). */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "")
    .replaceAll(INVISIBLE, "\ufffd");
}

/** A text as the name of a place in the page: letters, digits and hyphens. */
export function anchor(...parts: readonly (string | number)[]): string {
  return parts
    .join("-")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
}
