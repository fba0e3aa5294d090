import { range } from "../charts/scale";
import { xyChart } from "../charts/xy-chart";
import type { Metric } from "../evaluation";
import { counted, moment, number, percent, short, who } from "../format";
import { html, type Html, type Part } from "../html";
import { badge, code, missing, statusBadge, table, type Section } from "../parts";
import { changedPredictions } from "../predictions";
import type { VersionView, View } from "../view";
import { metricTitle } from "./glance";
import { modelCards } from "./model-cards";
import { versionCharts } from "./version-charts";

/** Versions that are compared; older ones stand in the registry. */
const SHOWN = 4;

/** The newest versions side by side. */
export function versionsSection(view: View): Section {
  const versions = view.versions.slice(0, SHOWN);
  return {
    id: "versions",
    title: "Versions side by side",
    lead: "What each version is worth on data that its training has not seen, and where they differ.",
    body:
      versions.length === 0
        ? missing("No version has been registered.")
        : html`${comparison(versions)} ${versionCharts(versions)} ${predictions(view)} ${modelCards(versions)}`,
  };
}

function comparison(versions: readonly VersionView[]): Html {
  const names = [...new Set(versions.flatMap(({ measured }) => measured.metrics.map(({ name }) => name)))];
  const row = (title: Part, cell: (version: VersionView) => Part): Part[] => [title, ...versions.map(cell)];
  return table(
    "Each version's approval, metrics and origin",
    ["What", ...versions.map(({ version }) => ({ title: `Version ${version}` }))],
    [
      row(
        "Approval",
        ({ version, approval, liveIn }) =>
          html`<span id="version-${version}"
            >${statusBadge(approval)} ${liveIn.map((name) => badge("info", `live in ${name}`))}</span
          >`,
      ),
      row("Judged by", ({ judgedBy, judgedAt }) =>
        judgedBy === null ? "nobody yet" : html`${who(judgedBy)}, ${moment(judgedAt)}`,
      ),
      row("Reason", ({ reason }) => reason ?? "–"),
      ...names.map((name) =>
        row(metricTitle(name), ({ measured }) =>
          metricCell(measured.metrics.find((metric) => metric.name === name)),
        ),
      ),
      row("Measured on", ({ measured: { rows } }) => (rows === undefined ? "–" : counted(rows, "row"))),
      row("Gate", ({ measured: { gate } }) =>
        gate === undefined
          ? "–"
          : html`${badge(gate.passed ? "good" : "bad", gate.passed ? "passed" : "not passed")} ${gate.note}`,
      ),
      row("Trained by", ({ trainedBy, execution }) => html`${trainedBy ?? "?"}, ${code(execution ?? "?")}`),
      row("Trained on", ({ metadata }) =>
        metadata?.["data_rows"] === undefined ? "–" : counted(Number(metadata["data_rows"]), "row"),
      ),
      row("Commit", ({ commit }) => (commit === null ? "–" : code(short(commit)))),
      row("Registered", ({ createdAt }) => moment(createdAt)),
    ].filter(([, ...cells]) => cells.some((cell) => cell !== "–")),
  );
}

function metricCell(metric: Metric | undefined): Part {
  if (metric === undefined) return "–";
  const { value, interval } = metric;
  return html`<strong>${number(value)}</strong>
    ${interval && html`<span class="quiet">${number(interval.lower)} to ${number(interval.upper)} (${percent(interval.level)})</span>`}`;
}

function predictions(view: View): Part {
  const changes = changedPredictions(view);
  if (changes === undefined)
    return html`<h3>Predictions</h3>
      ${missing("No two versions have predicted the same batch.")}`;
  const { before, after, rows, changed, crossing, largest, points } = changes;
  const isScore = points.flat().every((value) => value >= 0 && value <= 1);
  return html`<h3>Predictions</h3>
    <p>
      On the same batch of ${counted(rows, "row")}, version ${after} predicts otherwise than version ${before}
      for
      <strong>${changed}</strong>, by at most
      ${number(largest)}${isScore && html`; <strong>${crossing}</strong> ${crossing === 1 ? "goes" : "go"} to the other side of 0.5`}.
    </p>
    <div class="charts">
      ${xyChart([{ name: "one row each", colour: 1, points }], { title: "Predictions of both versions", x: `version ${before}`, y: `version ${after}`, domain: isScore ? [0, 1] : range(points.flat()), reference: "diagonal", style: "dots" })}
    </div>`;
}
