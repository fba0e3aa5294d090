import { html, type Html, type Part } from "./html";

/** What a mark says: by its colour, its sign and its word. */
export type Tone = "good" | "bad" | "warn" | "info" | "quiet";

const SIGNS: Readonly<Record<Tone, string>> = { good: "✓", bad: "✕", warn: "!", info: "●", quiet: "–" };

/** A word with a sign and a colour. */
export function badge(tone: Tone, text: Part): Html {
  return html`<span class="badge ${tone}"><span aria-hidden="true">${SIGNS[tone]}</span> ${text}</span>`;
}

/** How SageMaker's statuses are shown: of executions, steps and versions. */
export function statusBadge(status: string): Html {
  return badge(toneOf(status), STATUS_WORDS[status] ?? status);
}

const STATUS_WORDS: Readonly<Record<string, string>> = { PendingManualApproval: "Waits for approval" };

export function toneOf(status: string): Tone {
  switch (status) {
    case "Succeeded":
    case "Approved":
      return "good";
    case "Failed":
    case "Rejected":
      return "bad";
    case "PendingManualApproval":
    case "Stopped":
      return "warn";
    case "Executing":
    case "Starting":
    case "Stopping":
      return "info";
    default:
      return "quiet";
  }
}

/** A section of the page. */
export interface Section {
  /** Its place in the page. */
  readonly id: string;
  readonly title: string;
  /** What it answers, in a sentence. */
  readonly lead: Part;
  readonly body: Part;
}

export function sectionMarkup({ id, title, lead, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    <p class="lead">${lead}</p>
    ${body}
  </section>`;
}

/** A column's heading; numbers stand at the right. */
export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/**
 * A table that scrolls on its own where it is too wide. The first cell of a row is its heading.
 * @param caption says what it shows to whoever cannot see it
 */
export function table(
  caption: string,
  columns: readonly (Column | string)[],
  rows: readonly (readonly Part[])[],
): Html {
  const all = columns.map((column) => (typeof column === "string" ? { title: column } : column));
  const cell = (part: Part, index: number): Html => {
    if (index === 0) return html`<th scope="row">${part}</th>`;
    return all[index]?.isNumber === true ? html`<td class="number">${part}</td>` : html`<td>${part}</td>`;
  };
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${all.map(
            ({ title, isNumber }) =>
              html`<th scope="col" class="${isNumber === true ? "number" : "text"}">${title}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr data-row>
              ${row.map(cell)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What opens at a click. */
export function fold(summary: Part, body: Part, isOpen = false): Html {
  return isOpen
    ? html`<details open>
        <summary>${summary}</summary>
        ${body}
      </details>`
    : html`<details>
        <summary>${summary}</summary>
        ${body}
      </details>`;
}

/** Names and values. */
export function facts(pairs: readonly (readonly [Part, Part])[]): Html {
  return html`<dl class="facts">
    ${pairs.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Stands for what is not there. */
export function missing(text: Part): Html {
  return html`<p class="missing">${text}</p>`;
}

export function code(text: string): Html {
  return html`<code>${text}</code>`;
}

/** Lines of a program or a mail, as they are. */
export function lines(text: string, label: string): Html {
  return html`<pre tabindex="0" aria-label="${label}">${text}</pre>`;
}
