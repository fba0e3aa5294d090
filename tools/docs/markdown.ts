/** The first line of a page that is written by a program. */
export const generated = (from: string): string => `<!-- Written by \`npm run docs\` from ${from}. -->`;

/** Text as it stands, in Markdown and in a cell of a table. */
export function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_<>[\]|]/g, "\\$&");
}
