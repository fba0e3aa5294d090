import { listed, moment, number, percent, who } from "../format";
import type { EnvironmentData } from "../data";
import { html, type Html, type Part } from "../html";
import { intervalChart } from "../charts/interval-chart";
import { badge, missing } from "../parts";
import { driftedFeatures, lastDrift } from "../drift";
import type { VersionView, View } from "../view";

/** The five answers that most readers come for. */
export function glance(view: View): Html {
  return html`<div class="cards" id="glance">
    ${card("What is live where", liveBody(view))} ${card("Who approved it, and why", approvedBody(view))}
    ${card("How good it is", qualityBody(view))} ${card("What drifted", driftBody(view))}
    ${card("What waits for whom", waitsBody(view))}
  </div>`;
}

function card(title: string, body: Part): Html {
  return html`<article class="card">
    <h2>${title}</h2>
    ${body}
  </article>`;
}

function liveBody({ environments, versions }: View): Part {
  if (environments.length === 0) return missing("No environment could be looked at.");
  return html`<dl class="live">
    ${environments.map(({ name, live }) => {
      const version = versions.find((one) => one.version === live?.version);
      return html`<div>
        <dt>${name}</dt>
        <dd>
          ${live === null ? badge("warn", "nothing yet") : html`<a class="big" href="#version-${live.version}">version ${live.version}</a>`}
          ${version?.trainedBy != null && html`<span class="quiet">trained by ${version.trainedBy}</span>`}
        </dd>
      </div>`;
    })}
  </dl>`;
}

/** Versions that are live somewhere. */
function liveVersions({ versions }: View): readonly VersionView[] {
  return versions.filter(({ liveIn }) => liveIn.length > 0);
}

function approvedBody(view: View): Part {
  const live = liveVersions(view);
  if (live.length === 0) return missing("No version is in use.");
  return html`<ul class="plain">
    ${live.map(
      ({ version, judgedBy, judgedAt, reason }) =>
        html`<li>
          <strong>${who(judgedBy)}</strong> approved version ${version}
          <q>${reason ?? "no reason given"}</q>
          <span class="quiet">${moment(judgedAt)}</span>
        </li>`,
    )}
  </ul>`;
}

function qualityBody(view: View): Part {
  const measured = view.versions.slice(0, 4).flatMap(({ version, measured: { metrics } }) => {
    const [metric] = metrics;
    return metric === undefined ? [] : [{ name: `version ${version}`, metric }];
  });
  const [best] = measured;
  if (best === undefined) return missing("No version has been measured.");
  const { name, value, interval } = best.metric;
  return html`<p class="figure">
      <span class="big">${number(value)}</span> ${metricTitle(name)} of ${best.name}
    </p>
    ${interval && html`<p class="quiet">${percent(interval.level)} sure between ${number(interval.lower)} and ${number(interval.upper)}</p>`}
    ${measured.length > 1 && intervalChart(`${metricTitle(name)} by version`, measured)}`;
}

/** `AUC`, `Log loss`. */
export function metricTitle(name: string): string {
  if (/^(auc|rmse|mae|mse|r2)$/.test(name)) return name.toUpperCase();
  const words = name.replaceAll("_", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function driftBody(view: View): Part {
  const last = lastDrift(view);
  return html`<dl class="live">
      ${view.environments.map(
        ({ name, drift }) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${lastBatch(drift)}</dd>
          </div>`,
      )}
    </dl>
    ${
      last !== undefined &&
      html`<p>
        <a href="#drift">Last drift</a>, in ${last.environment}: ${listed(driftedFeatures(last))}
        <span class="quiet">${moment(last.run.startedAt)}</span>
      </p>`
    }`;
}

/** What the last inference found in its batch. */
export function lastBatch(drift: EnvironmentData["drift"]): Html {
  if (drift === null) return badge("quiet", "no batch yet");
  return drift.found ? badge("bad", "last batch drifted") : badge("good", "last batch is fine");
}

function waitsBody({ environments, data }: View): Part {
  const waits = environments.flatMap(({ name, waits: of }) => of.map(({ text }) => ({ name, text })));
  const unseen = data.unseen ?? [];
  if (waits.length === 0 && unseen.length === 0)
    return html`<p>${badge("good", "Nothing waits for anybody")}</p>`;
  return html`<ul class="plain">
    ${waits.map(({ name, text }) => html`<li>${badge("warn", name)} ${text}</li>`)}
    ${unseen.map((text) => html`<li>${badge("quiet", "not looked at")} ${text}</li>`)}
  </ul>`;
}
