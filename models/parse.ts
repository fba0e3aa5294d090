import type { Finding } from "sagemaker-promotion-core/finding";
import type { TextFile } from "sagemaker-promotion-core/json-file";
import { METRICS } from "./metrics";
import { DRIFT_DEFAULTS, INSTANCE_TYPES, readModelFile, RISK_RATING, type ModelJson } from "./model-file";
import type { Direction, ModelDescription, ModelMetric, Task } from "./model";
import { checkModel } from "./rules";

/** A model's folder as it was read. */
export interface ModelFolder {
  /** `model_name`: the name of the folder. */
  readonly name: string;
  /** Its `model.json`. */
  readonly file: TextFile;
  /** Names of the Python files in it, which take the place of the shared scripts of these names. */
  readonly scripts: readonly string[];
}

/** The model that a folder describes, or everything that is wrong with its description, in the order of its lines. */
export function parseModel({ name, file, scripts }: ModelFolder): ModelDescription | readonly Finding[] {
  const read = readModelFile(file);
  const invalid = new Set(read.findings.map(({ pointer }) => pointer));
  const broken = checkModel(read.sound, scripts).filter(({ pointer }) => !invalid.has(pointer));
  const findings = [...read.findings, ...broken.map(read.locate)];
  if (findings.length > 0) return findings.sort((a, b) => a.line - b.line || a.column - b.column);
  // A file without findings has passed the schema: nothing was taken out of its content.
  return describe(name, read.sound as ModelJson, scripts);
}

function describe(name: string, content: ModelJson, scripts: readonly string[]): ModelDescription {
  const {
    title = name,
    task,
    target,
    classes = [],
    columns,
    framework,
    image,
    card,
    drift,
    serving,
  } = content;
  return {
    name,
    title,
    task,
    target,
    classes,
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
    framework,
    image,
    hyperparameters: Object.fromEntries(
      Object.entries(content.hyperparameters ?? {}).map(([key, value]) => [key, String(value)]),
    ),
    metric: metricOf(task, content.metric),
    drift: {
      significance: drift?.significance ?? DRIFT_DEFAULTS.significance,
      threshold: drift?.threshold ?? DRIFT_DEFAULTS.threshold,
      minimumRows: drift?.minimum_rows ?? DRIFT_DEFAULTS.minimumRows,
      ignore: drift?.ignore ?? [],
    },
    card: {
      owner: card?.owner,
      intendedUse: card?.intended_use,
      limits: card?.limits,
      riskRating: card?.risk_rating ?? RISK_RATING,
    },
    serving: { instanceTypes: serving?.instance_types ?? INSTANCE_TYPES },
    rehearsal: content.rehearsal && { data: content.rehearsal.data, package: content.rehearsal.package },
    scripts,
  };
}

/** The default name of the parameter whose default is the threshold. */
const THRESHOLD_PARAMETER = "MetricThreshold";

function metricOf(task: Task, said: ModelJson["metric"]): ModelMetric {
  const { name, threshold, improvement, parameter = THRESHOLD_PARAMETER } = said;
  return { name, direction: directionOf(task, said), threshold, improvement, parameter };
}

function directionOf(task: Task, { name, direction }: ModelJson["metric"]): Direction {
  const found = METRICS[task][name]?.direction ?? direction;
  if (found === undefined) throw new RangeError(`the rules let pass the metric ${name} without a direction`);
  return found;
}
