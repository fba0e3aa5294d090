import { createHash } from "node:crypto";
import type { ReportData } from "./data";
import { short } from "./format";
import { html, Html } from "./html";
import { badge, sectionMarkup, type Section } from "./parts";
import { SCRIPT } from "./script";
import { againSection } from "./sections/again";
import { alertsSection } from "./sections/alerts";
import { costSection } from "./sections/cost";
import { driftSection } from "./sections/drift";
import { glance } from "./sections/glance";
import { lineageSection } from "./sections/lineage";
import { permissionsSection } from "./sections/permissions";
import { pipelinesSection } from "./sections/pipelines";
import { promotionMap } from "./sections/promotion-map";
import { storySection } from "./sections/story";
import { timelineSection } from "./sections/timeline";
import { versionsSection } from "./sections/versions";
import { STYLE } from "./style";
import { verdictOf } from "./verdict";
import { viewOf } from "./view";

/**
 * The report: one page that needs nothing beside it, not even a network, and shows everything without its script. The same
 * data give the same bytes.
 */
export function reportPage(data: ReportData): string {
  const view = viewOf(data);
  const verdict = verdictOf(view);
  const sections: readonly Section[] = [
    promotionMap(view),
    pipelinesSection(view),
    versionsSection(view),
    driftSection(view),
    timelineSection(view),
    alertsSection(view),
    permissionsSection(view),
    lineageSection(view),
    costSection(view),
    storySection(view),
    againSection(view),
  ];
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy()}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${data.model}: ${verdict.title}</title>
        ${element("style", STYLE)}
      </head>
      <body>
        <a class="skip" href="#glance">Skip to what it comes to</a>
        <header>
          <p class="eyebrow">
            ${data.story === undefined ? "Report" : "Rehearsal"} of
            ${data.model}${data.commit !== undefined && html`, commit <code>${short(data.commit)}</code>`}
          </p>
          <h1>${badge(verdict.tone, verdict.title)}</h1>
          <p class="lead">${verdict.text}</p>
        </header>
        <div class="page">
          <nav aria-label="Sections">
            <ul>
              ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
            </ul>
          </nav>
          <main>${glance(view)} ${sections.map(sectionMarkup)}</main>
        </div>
        ${element("script", SCRIPT)}
      </body>
    </html>`;
  return `${page.markup}\n`;
}

/** Exactly the text whose digest the policy names. */
function element(name: "script" | "style", text: string): Html {
  return new Html(`<${name}>${text}</${name}>`);
}

/** Nothing is loaded, nothing is sent, and of inline style and script only ours counts, by its digest (CSP level 3). */
function policy(): string {
  const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return `default-src 'none'; style-src ${digest(STYLE)}; script-src ${digest(SCRIPT)}; base-uri 'none'; form-action 'none'`;
}
