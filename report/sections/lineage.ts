import type { EnvironmentData, RunData } from "../data";
import { predictionsOf } from "../files";
import { counted, moment, short, who } from "../format";
import { html, type Html, type Part } from "../html";
import { badge, code, fold, missing, statusBadge, type Section } from "../parts";
import { versionOfRun, type VersionView, type View } from "../view";

/** From predictions back to the commit, a chain a version. */
export function lineageSection(view: View): Section {
  return {
    id: "lineage",
    title: "Lineage",
    lead: "From a prediction to the version that made it, its training, its data, its code and the commit.",
    body:
      view.versions.length === 0
        ? missing("There is no version yet.")
        : view.versions.map((version, index) =>
            fold(
              html`Version ${version.version} ${statusBadge(version.approval)}`,
              chain(view, version),
              index === 0,
            ),
          ),
  };
}

function chain(view: View, version: VersionView): Html {
  const { metadata = {}, commit, data, execution, trainedBy, artifact } = version;
  const training = view.environments.flatMap(({ runs }) => runs).find(({ id }) => id === execution);
  const code_ = Object.entries(metadata).flatMap(([name, digest]) => {
    const [, file] = /^code_(.+)$/.exec(name) ?? [];
    return file === undefined ? [] : [[file, digest] as const];
  });
  return html`<ol class="chain">
    ${link("Predictions", predictions(view.environments, version.version))}
    ${link("Version", html`<a href="#version-${version.version}">${version.version}</a> ${statusBadge(version.approval)} ${version.judgedBy !== null && html`by ${who(version.judgedBy)}`} ${artifact !== undefined && fold("Artifact", code(artifact))}`)}
    ${link("Execution", html`${code(execution ?? "?")} <span class="quiet">in ${trainedBy ?? "?"}${training !== undefined && html`, ${moment(training.startedAt)}, started by ${who(training.startedBy)}`}</span>`)}
    ${link(
      "Data",
      html`${metadata["data_rows"] !== undefined && html`${counted(Number(metadata["data_rows"]), "row")} in ${counted(Number(metadata["data_objects"]), "file")} `}${fold(
        "Where",
        html`${code(data ?? "?")}${
          metadata["data_files"] !== undefined &&
          html`<ul class="plain">
            ${metadata["data_files"].split(" ").map((file) => html`<li>${code(file)}</li>`)}
          </ul>`
        }`,
      )}`,
    )}
    ${link(
      "Code",
      code_.length === 0
        ? "–"
        : html`<ul class="plain">
            ${code_.map(([file, digest]) => html`<li>${code(file)} <span class="quiet">${short(digest)}</span></li>`)}
          </ul>`,
    )}
    ${link("Commit", commit === null ? "–" : html`${code(short(commit))} ${commit.endsWith("-dirty") && badge("warn", "and changes that no commit holds")}`)}
  </ol>`;
}

function link(title: string, body: Part): Html {
  return html`<li>
    <h3>${title}</h3>
    <div>${body}</div>
  </li>`;
}

/** Executions that predicted with a version. */
function predictions(environments: readonly EnvironmentData[], version: number): Part {
  const runs = environments.flatMap(({ name, runs: of }) =>
    of
      .filter(
        (run) => run.pipeline === "inference" && run.status === "Succeeded" && versionOfRun(run) === version,
      )
      .map((run) => ({ name, run })),
  );
  if (runs.length === 0) return "none yet";
  return html`<ul class="plain">
    ${runs.slice(0, 5).map(({ name, run }) => html`<li>${code(run.id)} <span class="quiet">in ${name}, ${moment(run.startedAt)}</span> ${address(run)}</li>`)}
    ${runs.length > 5 && html`<li class="quiet">and ${counted(runs.length - 5, "more", "more")}</li>`}
  </ul>`;
}

function address({ steps }: RunData): Part {
  const job = steps.map((step) => step.job).find((one) => one?.kind === "transform");
  const [uri] = (job && predictionsOf(job)) ?? [];
  return uri !== undefined && fold("Where", code(uri));
}
