/** A comment as a page in the look of GitHub's: as much of Markdown as `review/` writes, and no more. */

/** CSS pixels: of a phone, held upright. */
export const PHONE = { width: 390, height: 844 } as const;

const STYLE = `
body { margin: 0; width: ${PHONE.width}px; font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; color: #1f2328; }
main { padding: 16px; overflow-wrap: anywhere; }
h3 { font-size: 17.5px; line-height: 1.25; margin: 0 0 16px; }
p, ul, table, details, pre { margin: 0 0 16px; }
ul { padding-left: 28px; }
table { border-collapse: collapse; display: block; overflow: auto; }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; }
td:first-child { overflow-wrap: normal; }
code { background: #818b981f; border-radius: 6px; padding: .2em .4em; font: 85% ui-monospace, "Liberation Mono", monospace; }
pre { background: #f6f8fa; border-radius: 6px; padding: 16px; overflow: auto; font: 85%/1.45 ui-monospace, "Liberation Mono", monospace; }
summary { cursor: pointer; } sub { color: #59636e; }`;

/** The page; what its parts' lower edges are, in CSS pixels from above, stands in `data-bottom` when it has been laid out. */
export function commentPage(markdown: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Review</title><style>${STYLE}</style><main>${blocks(markdown)}</main>
<script>for (const part of document.querySelectorAll("h3, ul, table")) part.dataset.bottom = Math.ceil(part.getBoundingClientRect().bottom);
document.body.dataset.wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;</script></html>`;
}

/** Blocks stand apart by an empty line; a fence may hold some. */
function blocks(markdown: string): string {
  const parts = markdown.replace(/^<!--.*-->\n/, "").match(/^(`{3,})[^]*?^\1$|(?:^(?!`{3}).+\n?)+/gm) ?? [];
  return parts.map(block).join("\n");
}

function block(text: string): string {
  const lines = text.trimEnd().split("\n");
  const [first = ""] = lines;
  if (first.startsWith("```")) return `<pre>${escapeHtml(lines.slice(1, -1).join("\n"))}</pre>`;
  if (first.startsWith("### ")) return `<h3>${inline(first.slice(4))}</h3>`;
  if (first.startsWith("- "))
    return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}`).join("")}</ul>`;
  if (first.startsWith("|")) return tableOf(lines);
  return /^<\/?(?:details|sub)/.test(first)
    ? text.replaceAll(/`([^`]*)`/g, "<code>$1</code>")
    : `<p>${inline(text)}</p>`;
}

function tableOf([head = "", , ...rows]: readonly string[]): string {
  const row = (line: string, cell: "th" | "td"): string =>
    `<tr>${line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((text) => `<${cell}>${inline(text.trim())}</${cell}>`)
      .join("")}</tr>`;
  const titles = /[^|\s]/.test(head) ? row(head, "th") : "";
  return `<table>${titles}${rows.map((line) => row(line, "td")).join("")}</table>`;
}

/** Code first: nothing in it means anything. */
function inline(text: string): string {
  return text
    .split(/(`+[^`]+`+|<br>)/)
    .map((part, index) => {
      if (index % 2 === 1)
        return part === "<br>" ? part : `<code>${escapeHtml(part.replaceAll("`", "").trim())}</code>`;
      return escapeHtml(part.replaceAll(/\\([\\`*_[\]<>|~])/g, "$1")).replaceAll(
        /\*\*(.+?)\*\*/g,
        "<b>$1</b>",
      );
    })
    .join("");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
