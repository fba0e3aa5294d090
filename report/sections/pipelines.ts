import type { EnvironmentData, PipelineKind, RunData } from "../data";
import { moment, seconds, who } from "../format";
import { drawing } from "../graph/drawing";
import { graphOf } from "../graph/graph";
import { anchor, html, type Html, type Part } from "../html";
import { badge, code, fold, missing, statusBadge, table, type Section } from "../parts";
import { fullRuns, versionOfRun, type View } from "../view";
import { stepMarkup } from "./step";

const KINDS: Readonly<Record<PipelineKind, string>> = { train: "Training", inference: "Inference" };

/** Both pipelines of every environment, as their executions went through them. */
export function pipelinesSection({ environments }: View): Section {
  return {
    id: "pipelines",
    title: "Pipelines",
    lead: "What ran, step by step: a step leads to its arguments, its log, its inputs and outputs. Branches that were not taken are faded.",
    body: html`${[...environments]
      .reverse()
      .map((environment) =>
        (["train", "inference"] as const).map((kind) => pipelineMarkup(environment, kind)),
      )}`,
  };
}

function pipelineMarkup(environment: EnvironmentData, kind: PipelineKind): Html {
  const { name, pipelines } = environment;
  const runs = fullRuns(environment).filter(({ pipeline }) => pipeline === kind);
  const all = environment.runs.filter(({ pipeline }) => pipeline === kind);
  const { state, changed = [] } = pipelines[kind];
  return html`<h3 id="${anchor("pipeline", name, kind)}">
      ${KINDS[kind]} in ${name}
      ${state === "differs" && badge("info", changed.length === 0 ? "differs from the sources" : `the sources change ${changed.join(", ")}`)}
      ${state === "missing" && badge("warn", "not deployed")}
    </h3>
    ${runs.length === 0 ? missing("It has not run.") : runs.map((run, index) => runMarkup(environment, run, new Set(changed), index === 0))}
    ${all.length > runs.length && fold(`All ${all.length} executions`, allRuns(`${KINDS[kind]} in ${name}, every execution`, all))}`;
}

function runMarkup(
  environment: EnvironmentData,
  run: RunData,
  changed: ReadonlySet<string>,
  isOpen: boolean,
): Html {
  const { id, status, failedStep, startedAt, startedBy, parameters = {}, definition = "" } = run;
  const graph = graphOf(environment.definitions[definition] ?? null);
  const version = versionOfRun(run);
  const anchorOf = (step: string): string => anchor("step", environment.name, id, step);
  const summary = html`${statusBadge(status)} ${failedStep !== null && `at ${failedStep}`}
    ${moment(startedAt)} ${run.seconds !== null && html`<span class="quiet">${seconds(run.seconds)}</span>`}
    ${version !== undefined && html`<span class="quiet">with version ${version}</span>`}
    <span class="quiet">started by ${who(startedBy)}, execution ${id}</span>`;
  const body = html`<div class="run">
    <div class="scroll picture" role="region" aria-label="Steps of execution ${id}" tabindex="0" data-zoom>
      ${drawing(graph, {
        title: `Steps of execution ${id}`,
        went: (name) => run.steps.find((step) => step.name === name),
        changed,
        anchorOf,
      })}
    </div>
    <div class="steps">
      ${run.reason !== null && html`<p class="violation">${saidBy(run) ?? run.reason}</p>`}
      ${graph.steps.map((step) =>
        stepMarkup(
          step,
          run.steps.find(({ name }) => name === step.name),
          { id: anchorOf(step.name), isChanged: changed.has(step.name) },
        ),
      )}
      ${fold(
        "Parameters",
        table(
          `Parameters of execution ${id}`,
          ["Parameter", "Value"],
          Object.entries(parameters).map(([name, value]) => [name, code(value)]),
        ),
      )}
    </div>
  </div>`;
  return fold(summary, body, isOpen);
}

/** What the job of the failed step said: of a processing job SageMaker's own reason is a fixed text. */
function saidBy({ steps, failedStep }: RunData): string | undefined {
  return steps.find(({ name }) => name === failedStep)?.job?.message ?? undefined;
}

function allRuns(caption: string, runs: readonly RunData[]): Part {
  return table(
    caption,
    ["Execution", "Outcome", "Started", { title: "Took", isNumber: true }, "By"],
    runs.map((run) => [
      code(run.id),
      html`${statusBadge(run.status)} ${run.failedStep !== null && `at ${run.failedStep}`}`,
      moment(run.startedAt),
      run.seconds === null ? "–" : seconds(run.seconds),
      who(run.startedBy),
    ]),
  );
}
