/** Characters of a line, as Prettier has it in this project. */
const WIDTH = 110;

/**
 * JSON as Prettier leaves it where people wrote it so: objects on several lines, but those in lists on one, and lists
 * on one line where they fit.
 */
export function layOut(value: object): string {
  return `${text(value, "", "")}\n`;
}

function text(value: unknown, indent: string, before: string): string {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const line = inline(items);
    const ofObjects = items.length > 1 && items.every((item) => typeof item === "object");
    // A comma may follow.
    if (!ofObjects && indent.length + before.length + line.length + 1 <= WIDTH) return line;
    return `[\n${items.map((item) => deeper + inline(item)).join(",\n")}\n${indent}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, own]) => {
    const start = `${JSON.stringify(key)}: `;
    return `${deeper}${start}${text(own, deeper, start)}`;
  });
  return entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n${indent}}`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, own]) => `${JSON.stringify(key)}: ${inline(own)}`);
  return `{ ${entries.join(", ")} }`;
}
