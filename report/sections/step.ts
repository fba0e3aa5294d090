import { canonicalJson } from "sagemaker-pipeline-definitions";
import type { Channel, JobData, StepData } from "../data";
import { seconds } from "../format";
import type { GraphStep } from "../graph/graph";
import { html, type Html, type Part } from "../html";
import { badge, code, facts, fold, lines, statusBadge, table } from "../parts";

/** What is told of a step: how it went, what it was given, what it left. */
export function stepMarkup(
  step: GraphStep,
  went: StepData | undefined,
  { id, isChanged }: { readonly id: string; readonly isChanged: boolean },
): Html {
  const summary = html`${went === undefined ? badge("quiet", "not taken") : statusBadge(went.status)}
    <strong>${step.name}</strong>
    <span class="quiet">${step.type}${went?.seconds != null && `, ${seconds(went.seconds)}`}</span>
    ${went?.cached === true && badge("info", "from the cache")}
    ${isChanged && badge("info", "changed since it was deployed")}`;
  return html`<div class="step-details" id="${id}">
    ${fold(
      summary,
      html`${step.description !== undefined && html`<p>${step.description}</p>`}
      ${went?.reason != null && html`<p class="violation">${went.reason}</p>`}
      ${went?.job === undefined ? argumentsOf(step) : jobMarkup(went.job)}
      ${went !== undefined && Object.keys(went.outputs).length > 0 && values("What it answered", Object.entries(went.outputs))}`,
    )}
  </div>`;
}

/** Of steps that are no jobs: what the definition gives them. */
function argumentsOf({ name, arguments: given }: GraphStep): Part {
  return given !== undefined && lines(canonicalJson(given, 2), `Arguments of ${name}`);
}

function jobMarkup(job: JobData): Html {
  const { name, image, machines, arguments: given, settings, inputs, outputs, message, log } = job;
  return html`${facts([
    ["Job", code(name)],
    ...(machines === undefined ? [] : [["Machines", machines] as const]),
    ...(image === undefined ? [] : [["Image", code(image)] as const]),
    ...(given.length === 0 ? [] : [["Command", code(given.join(" "))] as const]),
    ...(message === null ? [] : [["Said", message] as const]),
  ])}
  ${Object.keys(settings).length > 0 && values("Settings", Object.entries(settings))}
  ${inputs.length > 0 && values("Inputs", inputs.map(pair))}
  ${outputs.length > 0 && values("Outputs", outputs.map(pair))}
  ${
    log.length > 0 &&
    html`<h4>End of its log</h4>
      ${lines(log.join("\n"), `End of the log of ${name}`)}`
  }`;
}

function pair({ name, uri }: Channel): [string, string] {
  return [name, uri];
}

function values(title: string, pairs: readonly (readonly [string, string])[]): Html {
  return table(
    title,
    ["Name", "Value"],
    pairs.map(([name, value]) => [name, code(value)]),
  );
}
