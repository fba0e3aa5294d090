import { type AccountBox, CARD_HEAD, type CardBox, COLUMN, layOut, type Path, ROW } from "./layout";
import type { Card, Picture } from "./picture";
import { ownerName, phrase } from "./words";

const FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";
const CARD_WIDTH = COLUMN - 24;
const TEXT_X = 10;
/** Roughly how wide a character is, of its font size. */
const CHARACTER = 0.58;
const ROLE_COLOURS: Readonly<Record<string, string>> = {
  "approver-role": "#7c3aed",
  "deploy-role": "#0f766e",
  "events-role": "#b45309",
  "execution-role": "#1d4ed8",
  "jenkins-plan-role": "#0369a1",
  "jenkins-server-role": "#15803d",
  "lambda-role": "#c2410c",
  "plan-role": "#0891b2",
  "plan-writer-role": "#a21caf",
  "scientist-role": "#be185d",
  "state-plan-role": "#0891b2",
  "state-role": "#0f766e",
};
const RESOURCE_COLOUR = "#334155";
const ACCOUNT_COLOUR = "#64748b";

/** The picture as SVG text; the same for the same picture. */
export function svgOf(picture: Picture): string {
  const { width, height, accounts, paths } = layOut(picture);
  const colours = [...new Set([...Object.values(ROLE_COLOURS), RESOURCE_COLOUR, ACCOUNT_COLOUR])];
  const owners = new Map(picture.accounts.flatMap(({ cards }) => cards).map((card) => [card.id, card]));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" font-size="12">`,
    "<title>Accounts, roles and who may do what</title>",
    `<defs>${colours.map(marker).join("")}</defs>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...accounts.map(accountMarkup),
    ...paths.map((path) => pathMarkup(path, colourOf(owners.get(path.arrow.from)))),
    "</svg>",
    "",
  ].join("\n");
}

function accountMarkup({ account, x, height, cards }: AccountBox): string {
  return [
    `<rect x="${x}" y="20" width="${COLUMN}" height="${height}" rx="10" fill="#f8fafc" stroke="#cbd5e1"/>`,
    text(x + 16, 46, `${account.title} account`, `font-size="16" font-weight="700" fill="#0f172a"`),
    text(x + COLUMN - 16, 46, account.number, `text-anchor="end" fill="#64748b"`),
    ...cards.map(cardMarkup),
  ].join("\n");
}

function cardMarkup({ card, x, y, height, rowsFrom }: CardBox): string {
  const colour = colourOf(card);
  const title = phrase(ownerName(card.owner));
  return [
    `<rect x="${x}" y="${y}" width="${CARD_WIDTH}" height="${height}" rx="6" fill="#ffffff" stroke="${colour}"/>`,
    `<rect x="${x}" y="${y}" width="4" height="${height}" rx="2" fill="${colour}"/>`,
    text(x + TEXT_X, y + 17, title, `font-weight="700" font-size="13" fill="${colour}"`),
    text(x + TEXT_X, y + 31, fit(card.name, 10), `font-size="10" fill="#64748b"`),
    ...(card.assumedBy.length > 0
      ? [
          text(
            x + TEXT_X,
            y + CARD_HEAD + 11,
            fit(`assumed by: ${card.assumedBy.join(", ")}`, 12),
            `font-style="italic" fill="#334155"`,
          ),
        ]
      : []),
    ...card.rows.map((row, index) =>
      text(x + TEXT_X, rowsFrom + index * ROW + 4, fit(row.text, 12), `fill="#0f172a"`, row.detail),
    ),
  ].join("\n");
}

function pathMarkup({ arrow, lines }: Path, colour: string): string {
  const dash = arrow.agreed ? "" : ' stroke-dasharray="4 3"';
  const d = lines
    .map((points) => points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join(""))
    .join("");
  return (
    `<path d="${d}" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round"${dash} ` +
    `marker-end="url(#${markerId(colour)})"><title>${escape(`${arrow.from} → ${arrow.to}`)}</title></path>`
  );
}

function colourOf(card: Card | undefined): string {
  if (card === undefined) return ACCOUNT_COLOUR;
  return ROLE_COLOURS[card.owner] ?? RESOURCE_COLOUR;
}

function markerId(colour: string): string {
  return `to-${colour.slice(1)}`;
}

function marker(colour: string): string {
  return (
    `<marker id="${markerId(colour)}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">` +
    `<path d="M0 0L8 4L0 8z" fill="${colour}"/></marker>`
  );
}

/** A text that stays within its card. */
function fit(content: string, size: number): string {
  const room = Math.floor((CARD_WIDTH - 2 * TEXT_X) / (size * CHARACTER));
  return content.length > room ? `${content.slice(0, room - 1)}…` : content;
}

function text(x: number, y: number, content: string, attributes: string, tooltip = ""): string {
  const title = tooltip === "" ? "" : `<title>${escape(tooltip)}</title>`;
  return `<text x="${x}" y="${y}" ${attributes}>${title}${escape(content)}</text>`;
}

function escape(content: string): string {
  return content
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
