import { barChart } from "../charts/bar-chart";
import { intervalChart } from "../charts/interval-chart";
import { xyChart, type Series } from "../charts/xy-chart";
import type { Metric, Point } from "../evaluation";
import { counted, moment, number, percent, short, who } from "../format";
import { html, type Html, type Part } from "../html";
import { badge, code, missing, statusBadge, table, type Section } from "../parts";
import { changedPredictions } from "../predictions";
import type { VersionView, View } from "../view";
import { metricTitle } from "./glance";

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
        : html`${comparison(versions)}
            <div class="charts">${charts(versions)}</div>
            ${predictions(view)}`,
  };
}

function comparison(versions: readonly VersionView[]): Html {
  const names = [...new Set(versions.flatMap(({ measured }) => measured.metrics.map(({ name }) => name)))];
  const row = (title: Part, cell: (version: VersionView) => Part): Part[] => [title, ...versions.map(cell)];
  return table(
    "Versions side by side",
    ["", ...versions.map(({ version }) => ({ title: `Version ${version}` }))],
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
    ],
  );
}

function metricCell(metric: Metric | undefined): Part {
  if (metric === undefined) return "–";
  const { value, interval } = metric;
  return html`<strong>${number(value)}</strong>
    ${interval && html`<span class="quiet">${number(interval.lower)} to ${number(interval.upper)} (${percent(interval.level)})</span>`}`;
}

function charts(versions: readonly VersionView[]): Part {
  const [newest] = versions;
  const series = (of: (version: VersionView) => readonly Point[]): Series[] =>
    versions
      .map((version) => ({ name: `version ${version.version}`, points: of(version) }))
      .filter(({ points }) => points.length > 0);
  const decides = newest?.measured.metrics[0]?.name;
  const measured = versions.flatMap(({ version, measured: { metrics } }) => {
    const metric = metrics.find(({ name }) => name === decides);
    return metric === undefined ? [] : [{ name: `version ${version}`, metric }];
  });
  const [roc, calibration, residuals] = [
    series(({ measured: of }) => of.roc),
    series(({ measured: of }) => of.calibration),
    series(({ measured: of }) => of.residuals),
  ];
  return [
    measured.length > 0 && intervalChart(metricTitle(decides ?? ""), measured),
    roc.length > 0 &&
      xyChart(roc, {
        title: "ROC curve",
        x: "false positive rate",
        y: "true positive rate",
        domain: [0, 1],
        reference: "diagonal",
        style: "line",
      }),
    calibration.length > 0 &&
      xyChart(calibration, {
        title: "Calibration",
        x: "predicted",
        y: "observed",
        domain: [0, 1],
        reference: "diagonal",
        style: "line",
      }),
    residuals.length > 0 &&
      xyChart(residuals, {
        title: "Residuals",
        x: "predicted",
        y: "observed less predicted",
        reference: "zero",
        style: "dots",
      }),
    versions.map((version) => confusion(version)),
    versions.map(
      ({ version, measured: { importance } }) =>
        importance.length > 0 && barChart(`Importance, version ${version}`, importance.slice(0, 12)),
    ),
  ];
}

function confusion({ version, measured: { confusion: matrix } }: VersionView): Part {
  if (matrix === undefined) return false;
  const { classes, counts } = matrix;
  return html`<figure class="chart">
    <figcaption>Confusion matrix, version ${version}</figcaption>
    <table class="confusion">
      <caption>
        True classes in rows, predicted classes in columns
      </caption>
      <thead>
        <tr>
          <td></td>
          ${classes.map((name) => html`<th scope="col">said ${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${counts.map(
          (row, index) =>
            html`<tr>
              <th scope="row">is ${classes[index] ?? ""}</th>
              ${row.map((count, column) => html`<td class="${column === index ? "right" : "wrong"}">${count}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </figure>`;
}

function predictions(view: View): Part {
  const changes = changedPredictions(view);
  if (changes === undefined)
    return html`<h3>Predictions</h3>
      ${missing("No two versions have predicted the same batch.")}`;
  const { before, after, rows, changed, crossing, largest, points } = changes;
  return html`<h3>Predictions</h3>
    <p>
      On the same batch of ${counted(rows, "row")}, version ${after} predicts otherwise than version ${before}
      for
      <strong>${changed}</strong>, by at most ${number(largest)};
      <strong>${crossing}</strong> ${crossing === 1 ? "goes" : "go"} to the other side of 0.5.
    </p>
    <div class="charts">
      ${xyChart([{ name: "one row each", points }], { title: "Predictions of both versions", x: `version ${before}`, y: `version ${after}`, domain: domainOf(points), reference: "diagonal", style: "dots" })}
    </div>`;
}

/** Shares keep their whole range, so that a small move looks small. */
function domainOf(points: readonly Point[]): [number, number] {
  const all = points.flat();
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return least >= 0 && most <= 1 ? [0, 1] : [least, most];
}
