import type { EnvironmentData } from "../data";
import { counted, moment, who } from "../format";
import { html, type Html, type Part } from "../html";
import { badge, statusBadge, type Section } from "../parts";
import type { View } from "../view";
import { lastBatch } from "./glance";

/** The accounts side by side, the registry between those that share it: what each holds, and what goes from one to another. */
export function promotionMap(view: View): Section {
  const { environments } = view;
  const middle = Math.ceil(environments.length / 2);
  return {
    id: "map",
    title: "Promotion map",
    lead: "Environments train and register versions; a person approves them in the registry; environments run what is approved.",
    body: html`<div class="map">
      ${environments.slice(0, middle).map((environment) => html`${workload(view, environment)}${between(view, environment)}`)}
      ${registry(view)}
      ${environments.slice(middle).map((environment) => html`${between(view, environment)}${workload(view, environment)}`)}
    </div>`,
  };
}

function account(title: string, number: string, body: Part): Html {
  return html`<article class="account">
    <h3>${title} <span class="quiet">${number}</span></h3>
    ${body}
  </article>`;
}

function workload({ versions }: View, environment: EnvironmentData): Html {
  const { name, account: number, live, runs, nextRun, drift, pipelines } = environment;
  const last = (kind: "inference" | "train"): Part => {
    const run = runs.find(({ pipeline }) => pipeline === kind);
    return run === undefined
      ? "never ran"
      : html`${statusBadge(run.status)} ${run.failedStep !== null && `at ${run.failedStep}`}
          <span class="quiet">${moment(run.startedAt)}</span>`;
  };
  const version = versions.find((one) => one.version === live?.version);
  return account(
    name,
    number,
    html`<p class="figure">
        ${live === null ? "nothing live" : html`<a class="big" href="#version-${live.version}">version ${live.version}</a> live`}
      </p>
      <dl class="pairs">
        <div>
          <dt>Inference</dt>
          <dd>${last("inference")}</dd>
        </div>
        <div>
          <dt>Training</dt>
          <dd>${last("train")}</dd>
        </div>
        <div>
          <dt>Next run</dt>
          <dd>
            ${nextRun === null ? "when somebody starts it" : html`${moment(nextRun.at)} ${!nextRun.enabled && badge("warn", "schedule is off")}`}
          </dd>
        </div>
        <div>
          <dt>Drift</dt>
          <dd>${lastBatch(drift)}</dd>
        </div>
        <div>
          <dt>Deployed</dt>
          <dd>${deployed(pipelines)}</dd>
        </div>
        ${
          version?.judgedBy != null &&
          html`<div>
            <dt>Approved</dt>
            <dd>by ${who(version.judgedBy)}</dd>
          </div>`
        }
      </dl>`,
  );
}

function deployed(pipelines: EnvironmentData["pipelines"]): Part {
  const states = Object.values(pipelines).map(({ state }) => state);
  if (states.includes("missing")) return badge("warn", "a pipeline is missing");
  return states.includes("differs")
    ? badge("info", "differs from the sources")
    : badge("good", "as in the sources");
}

function registry({ versions, environments }: View): Html {
  const numbers = [...new Set(environments.map(({ registry: number }) => number))];
  const shown = versions.slice(0, 5);
  return account(
    "registry",
    numbers.join(", "),
    html`<ul class="plain versions">
        ${shown.map(
          ({ version, approval, judgedBy, trainedBy, liveIn }) =>
            html`<li>
              <a href="#version-${version}">version ${version}</a> ${statusBadge(approval)}
              <span class="quiet"
                >trained by
                ${trainedBy ?? "?"}${judgedBy !== null && `, ${approval === "Rejected" ? "rejected" : "approved"} by ${who(judgedBy)}`}</span
              >
              ${liveIn.length > 0 && html`<span class="quiet">live in ${liveIn.join(" and ")}</span>`}
            </li>`,
        )}
      </ul>
      ${versions.length > shown.length && html`<p class="quiet">and ${counted(versions.length - shown.length, "older version")}</p>`}
      ${versions.length === 0 && html`<p class="quiet">no version yet</p>`}`,
  );
}

/** What goes between an environment and the registry. */
function between({ versions }: View, { group, live }: EnvironmentData): Html {
  const own = versions.filter(({ trainedBy }) => trainedBy === group).map(({ version }) => version);
  return html`<ul class="between">
    <li class="${own.length > 0 ? "flow to-registry" : "flow to-registry none"}">
      <span>${own.length === 0 ? "registered nothing" : `registered ${numbered(own)}`}</span>
    </li>
    <li class="${live === null ? "flow from-registry none" : "flow from-registry"}">
      <span>${live === null ? "runs nothing" : `runs version ${live.version}`}</span>
    </li>
  </ul>`;
}

function numbered(versions: readonly number[]): string {
  const shown = [...versions].sort((one, other) => one - other).slice(-3);
  return `${versions.length === 1 ? "version" : "versions"} ${shown.length < versions.length ? "… " : ""}${shown.join(", ")}`;
}
