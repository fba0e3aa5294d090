import type { ChapterData } from "../data";
import { counted, seconds } from "../format";
import { html, type Html } from "../html";
import { badge, fold, lines, missing, type Section } from "../parts";
import type { View } from "../view";

/** What a rehearsal claims, and everything that it held to be true. */
export function storySection({ data: { story } }: View): Section {
  return {
    id: "story",
    title: "The story",
    lead: "Every chapter of the rehearsal with each expectation that was checked, not only those that failed.",
    body:
      story === undefined
        ? missing("This is no rehearsal: nothing was played.")
        : story.chapters.map(chapterMarkup),
  };
}

function chapterMarkup({ id, title, shows, ok, seconds: took, held, error }: ChapterData): Html {
  const summary = html`${badge(ok ? "good" : "bad", ok ? "holds" : "breaks")} <strong>${id}. ${title}</strong>
    <span class="quiet">${counted(held.length, "expectation")}, ${seconds(took)}</span>`;
  return fold(
    summary,
    html`<p>It shows: ${shows}.</p>
      ${error !== undefined && lines(error, `Why chapter ${id} breaks`)}
      <ul class="plain held">
        ${held.map((expectation) => html`<li data-row>${badge("good", expectation)}</li>`)}
      </ul>`,
    !ok,
  );
}
