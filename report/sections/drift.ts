import { histogram } from "../charts/histogram";
import { binsOf, type Distribution } from "../distribution";
import { batchesOf, driftedFeatures, type BatchView } from "../drift";
import { counted, listed, moment, percent } from "../format";
import { anchor, html, type Html, type Part } from "../html";
import { badge, fold, missing, table, type Section } from "../parts";
import type { View } from "../view";

/** Each feature of each batch that was looked at, against what the version was trained on. */
export function driftSection(view: View): Section {
  const batches = batchesOf(view);
  const [drifted, clean] = [
    batches.filter(({ violations }) => violations.length > 0),
    batches.filter(({ violations }) => violations.length === 0),
  ];
  return {
    id: "drift",
    title: "Drift",
    lead: "Each batch against the data that its model was trained on, the features that drifted first.",
    body:
      batches.length === 0
        ? missing("No batch has been looked at, or what was found could not be read.")
        : html`${[...drifted, ...clean].map((batch, index) => batchMarkup(batch, index === 0))}`,
  };
}

function batchMarkup(batch: BatchView, isOpen: boolean): Html {
  const { environment, run, version, violations, isInconclusive, predictions } = batch;
  const drifted = driftedFeatures(batch);
  const found = violations.length > 0 && badge("bad", `${counted(drifted.length, "feature")} drifted`);
  const verdict =
    found || (isInconclusive ? badge("warn", "too few rows to tell") : badge("good", "no drift"));
  const summary = html`${verdict} ${environment}, ${moment(run.startedAt)}, against version
    ${version?.version ?? "?"} <span class="quiet">execution ${run.id}</span>`;
  return fold(
    summary,
    html`${features(batch, drifted)}
    ${predictions && html`<p class="${predictions.drifted ? "violation" : "quiet"}">Predictions: ${predictions.message}</p>`}
    ${figures(batch)}`,
    isOpen,
  );
}

function features(batch: BatchView, drifted: readonly string[]): Part {
  const others = batch.batch.map(({ feature }) => feature).filter((feature) => !drifted.includes(feature));
  return html`<p class="legend-line">
      <span class="swatch of-reference"></span> trained on <span class="swatch of-batch"></span> this batch
      <span class="swatch outside"></span> this batch alone
    </p>
    <div class="features">${[...drifted, ...others].map((feature) => featureMarkup(feature, batch))}</div>`;
}

function featureMarkup(feature: string, { run, violations, reference, batch }: BatchView): Html {
  const own = violations.filter((one) => one.feature === feature);
  const of = (list: readonly Distribution[]) => list.find((one) => one.feature === feature);
  const [then, now] = [of(reference), of(batch)];
  return html`<figure
    class="feature ${own.length > 0 ? "drifted" : "steady"}"
    id="${anchor("drift", run.id, feature)}"
  >
    <figcaption>${own.length > 0 ? badge("bad", feature) : badge("good", feature)}</figcaption>
    ${then !== undefined && now !== undefined ? histogram(feature, binsOf(then, now)) : missing("No distribution to draw.")}
    ${own.map(({ description, check }) => html`<p class="violation">${description} <span class="quiet">${checkInWords(check)}</span></p>`)}
  </figure>`;
}

/** What a check of Model Monitor's looks at (developer guide, "constraint_violations.json"). */
const CHECKS: Readonly<Record<string, string>> = {
  baseline_drift_check: "the distribution moved",
  completeness_check: "more values are missing than in the baseline",
  data_type_check: "values are of another type",
  categorical_values_check: "values that the baseline does not have",
  missing_column_check: "a column is missing",
  extra_column_check: "a column too many",
};

function checkInWords(check: string): string {
  return CHECKS[check] ?? check;
}

function figures({ batch, reference }: BatchView): Part {
  if (batch.length === 0) return false;
  const cells = (one: Distribution | undefined): readonly string[] =>
    one === undefined
      ? ["–", "–", "–"]
      : [String(one.rows), percent(one.missing / Math.max(1, one.rows)), rangeOf(one)];
  return fold(
    "Figures",
    table(
      "Rows, missing values and range of each feature, of the batch and of what was trained on",
      [
        "Feature",
        { title: "Rows", isNumber: true },
        { title: "Missing", isNumber: true },
        "Range",
        { title: "Rows trained on", isNumber: true },
        { title: "Missing there", isNumber: true },
        "Range there",
      ],
      batch.map((one) => [
        one.feature,
        ...cells(one),
        ...cells(reference.find(({ feature }) => feature === one.feature)),
      ]),
    ),
  );
}

function rangeOf({ values }: Distribution): string {
  const [first, last] = [values[0]?.[0], values.at(-1)?.[0]];
  if (typeof first === "number") return `${first} to ${last}`;
  return listed(values.slice(0, 4).map(([value]) => String(value)));
}
