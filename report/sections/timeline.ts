import type { ChapterData, DenialData } from "../data";
import { clock, counted, moment, seconds, who } from "../format";
import { html, type Html, type Part } from "../html";
import { badge, fold, lines, missing, statusBadge, type Section } from "../parts";
import type { View } from "../view";

/** Something that somebody did at a moment. */
interface Moment {
  readonly at: string;
  readonly what: Part;
}

/** Who did what: a rehearsal's by its chapters, with what was refused. */
export function timelineSection(view: View): Section {
  const moments = momentsOf(view);
  const { story } = view.data;
  return {
    id: "timeline",
    title: "Timeline",
    lead: "Who did what, and when; what was refused is red.",
    body:
      story === undefined
        ? dated(moments)
        : html`<ol class="timeline">
            ${story.chapters.map((chapter, index) => {
              const next = story.chapters[index + 1]?.startedAt;
              const own = moments.filter(
                ({ at }) => at >= chapter.startedAt && (next === undefined || at < next),
              );
              return chapterMarkup(chapter, own);
            })}
          </ol>`,
  };
}

/** Newest first. */
function dated(moments: readonly Moment[]): Part {
  if (moments.length === 0) return missing("Nothing has happened yet.");
  return html`<ol class="timeline">
    ${[...moments].reverse().map(({ at, what }) => html`<li data-row>${moment(at)} ${what}</li>`)}
  </ol>`;
}

function chapterMarkup(
  { id, title, ok, seconds: took, log, denials }: ChapterData,
  moments: readonly Moment[],
): Html {
  return html`<li data-row>
    <h3>
      ${id}. ${title} ${badge(ok ? "good" : "bad", ok ? "holds" : "breaks")}
      <span class="quiet">${seconds(took)}</span>
    </h3>
    <ul class="plain moments">
      ${moments.map(({ at, what }) => html`<li>${clock(at)} ${what}</li>`)}
      ${denials.map((denial) => html`<li class="denied">${denialText(denial)}</li>`)}
    </ul>
    ${log.length > 0 && fold(`What was said, ${counted(log.length, "line")}`, lines(log.join("\n"), `What chapter ${id} said`))}
  </li>`;
}

function denialText({ principal, action, resource, times }: DenialData): Html {
  return html`${badge("bad", "refused")} <strong>${who(principal)}</strong>: <code>${action}</code> on
    <code>${resource}</code>${times > 1 && `, ${times} times`}`;
}

/** Oldest first. */
function momentsOf({ environments, versions }: View): Moment[] {
  const runs = environments.flatMap(({ name, runs: of }) =>
    of.map(({ startedAt, startedBy, pipeline, status, failedStep, id }): Moment => ({
      at: startedAt,
      what: html`<strong>${who(startedBy)}</strong> starts ${pipeline === "train" ? "training" : "inference"}
        in ${name} <span class="quiet">${id}</span> ${statusBadge(status)}
        ${failedStep !== null && `at ${failedStep}`}`,
    })),
  );
  const registered = versions.map(({ createdAt, version, trainedBy }): Moment => ({
    at: createdAt,
    what: html`<strong>${trainedBy ?? "?"}</strong> registers version ${version}`,
  }));
  const judged = versions.flatMap(({ judgedAt, judgedBy, version, approval, reason }): Moment[] =>
    judgedAt === null
      ? []
      : [
          {
            at: judgedAt,
            what: html`<strong>${who(judgedBy)}</strong> ${approval === "Rejected" ? "rejects" : "approves"}
              version ${version}${reason !== null && html`: <q>${reason}</q>`}`,
          },
        ],
  );
  return [...runs, ...registered, ...judged].sort((one, other) =>
    one.at < other.at ? -1 : Number(one.at > other.at),
  );
}
