import type { Json } from "sagemaker-pipeline-definitions";
import { number } from "../format";
import { html, type Html, type Part } from "../html";
import { at, entriesAt, listAt, numberAt, parsed, textAt } from "../json";
import { code, facts, fold, table } from "../parts";
import type { VersionView } from "../view";

/** What the registry says of each version to whoever wants to use it. */
export function modelCards(versions: readonly VersionView[]): Part {
  const cards = versions.flatMap(({ version, card }) => {
    const content = parsed(card);
    return content === undefined ? [] : [{ version, content }];
  });
  return (
    cards.length > 0 &&
    html`<h3>Model cards</h3>
      ${cards.map(({ version, content }) => fold(`Model card of version ${version}`, cardOf(version, content)))}`
  );
}

function cardOf(version: number, card: Json): Html {
  const evaluations = listAt(card, "evaluation_details");
  const overview = at(card, "model_overview");
  const uses = at(card, "intended_uses");
  const training = at(card, "training_details");
  const rows: readonly (readonly [string, Part])[] = [
    ["Purpose", textAt(uses, "purpose_of_model")],
    ["Intended use", textAt(uses, "intended_uses") ?? "nobody has said"],
    ["Limits", textAt(card, "additional_information", "caveats_and_recommendations") ?? "nobody has said"],
    ["Risk", textAt(uses, "risk_rating")],
    ["Made by", textAt(overview, "model_creator")],
    ["Learned", textAt(training, "training_observations")],
    ["Data", addresses(at(training, "training_job_details"), "training_datasets")],
    ["Split", evaluations.flatMap((each) => textAt(each, "evaluation_observation") ?? [])],
    ["Measured on", evaluations.map((each) => addresses(each, "datasets"))],
    ...entriesAt(card, "additional_information", "custom_details").map(
      ([name, value]) => [name, code(said(value))] as const,
    ),
  ];
  return html`${facts(rows.filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)))}
  ${evaluations.flatMap((each) => listAt(each, "metric_groups")).map((group) => groupTable(version, group))}`;
}

function addresses(json: Json | undefined, name: string): Part {
  return listAt(json, name).map((each) => html`${code(said(each))} `);
}

/** A value as its card writes it. */
function said(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The metrics of a group; what is no single value is drawn elsewhere. */
function groupTable(version: number, group: Json): Part {
  const name = textAt(group, "name") ?? "";
  const rows = listAt(group, "metric_data").flatMap((metric): Part[][] => {
    const value = numberAt(metric, "value");
    const shown = value === undefined ? textAt(metric, "value") : number(value);
    return shown === undefined ? [] : [[textAt(metric, "name"), shown, textAt(metric, "notes")]];
  });
  return (
    rows.length > 0 &&
    table(`Version ${version}: ${name}`, ["Metric", { title: "Value", isNumber: true }, "Notes"], rows)
  );
}
