import { isJsonObject, pointTo, type Json, type JsonObject } from "../json";
import { repeatedNames } from "./repeated-names";
import { objectsIn } from "./outputs";
import type { RequestProblem } from "./request-problem";

/** What StoppingCondition documents for a MaxRuntimeInSeconds that is left out. */
const DAY = 86_400;

/** A training job, by itself or as a tuning job starts it. */
export function trainingProblems(job: JsonObject): readonly RequestProblem[] {
  return [
    ...spotProblems(job),
    ...modeProblems(job),
    ...repeatedNames(objectsIn(job.InputDataConfig), "/InputDataConfig", "ChannelName", "channel"),
  ];
}

/**
 * API reference, StoppingCondition: MaxWaitTimeInSeconds is of managed spot training and "must be equal to or greater than
 * MaxRuntimeInSeconds". Without spot CreateTrainingJob answers "Invalid MaxWaitTimeInSeconds. It is only supported when
 * EnableManagedSpotTraining is set to true" (Kenza-AI/sagify 111, sagemaker-python-sdk 4140). Developer guide,
 * train-warm-pools: they "cannot be used with spot instances", nor "with heterogeneous cluster training"; how long one
 * may be kept is in the API's model. ResourceConfig: InstancePreferences exclude EnableManagedSpotTraining.
 */
function spotProblems({
  EnableManagedSpotTraining: spot = false,
  StoppingCondition: stopping = null,
  ResourceConfig: machines = null,
}: JsonObject): readonly RequestProblem[] {
  const { MaxWaitTimeInSeconds: wait, MaxRuntimeInSeconds: run = DAY } = membersOf(stopping);
  const {
    KeepAlivePeriodInSeconds: kept,
    InstanceGroups: groups,
    InstancePreferences: preferred,
  } = membersOf(machines);
  const isSpot = spot === true;
  const isNot = spot === false || spot === null;
  const problems: RequestProblem[] = [];
  if (typeof wait === "number" && typeof run === "number" && wait < run) {
    problems.push({
      code: "WaitShorterThanRun",
      pointer: "/StoppingCondition/MaxWaitTimeInSeconds",
      message: `${wait} seconds for waiting and running, of which running may take ${run}`,
      fix: "make MaxWaitTimeInSeconds at least MaxRuntimeInSeconds",
    });
  }
  if ((wait ?? null) !== null && isNot) {
    problems.push({
      code: "WaitWithoutSpot",
      pointer: "/StoppingCondition/MaxWaitTimeInSeconds",
      message: "a job waits for spot instances only, and this one does not ask for them",
      fix: "set EnableManagedSpotTraining to true, or leave MaxWaitTimeInSeconds out",
    });
  }
  if (isSpot && (kept ?? null) !== null && kept !== 0) {
    problems.push({
      code: "SpotInWarmPool",
      pointer: "/ResourceConfig/KeepAlivePeriodInSeconds",
      message: "a warm pool keeps no spot instances",
      fix: "leave KeepAlivePeriodInSeconds or EnableManagedSpotTraining out",
    });
  }
  if (Array.isArray(groups) && groups.length > 0 && (kept ?? null) !== null && kept !== 0) {
    problems.push({
      code: "GroupsInWarmPool",
      pointer: "/ResourceConfig/KeepAlivePeriodInSeconds",
      message: "a warm pool keeps no instance groups",
      fix: "leave KeepAlivePeriodInSeconds out, or use one instance type",
    });
  }
  if (isSpot && Array.isArray(preferred) && preferred.length > 0) {
    problems.push({
      code: "OneOf",
      pointer: "/EnableManagedSpotTraining",
      message: "EnableManagedSpotTraining beside InstancePreferences: the API takes one of the two",
      fix: "leave out EnableManagedSpotTraining or InstancePreferences",
    });
  }
  return problems;
}

/**
 * "Cannot use both 'Pipe' and 'FastFile' TrainingInputMode on the same Training Job", says CreateTrainingJob. API
 * reference, Channel: a channel without an InputMode has that of the algorithm, and "CompressionType is used only in Pipe
 * input mode. In File mode, leave this field unset or set it to None". S3DataSource: "AugmentedManifestFile can only be used
 * if the Channel's input mode is Pipe".
 */
function modeProblems({
  AlgorithmSpecification: algorithm = null,
  InputDataConfig: channels,
}: JsonObject): readonly RequestProblem[] {
  const { TrainingInputMode: common } = membersOf(algorithm);
  const modes = objectsIn(channels).map(({ InputMode: own }) => own ?? common);
  const all = [common, ...modes];
  const fast = modes.indexOf("FastFile");
  const mixed = all.includes("Pipe") && all.includes("FastFile");
  const at = pointTo("/InputDataConfig", fast >= 0 ? fast : modes.indexOf("Pipe"));
  const mixing: RequestProblem = {
    code: "MixedInputModes",
    pointer: `${at}/InputMode`,
    message: "a job cannot have both Pipe and FastFile as input modes",
    fix: "use one of the two for all channels, or File",
  };
  const zipped = objectsIn(channels).flatMap(({ CompressionType: compression }, index): RequestProblem[] => {
    const mode = modes[index];
    if (compression !== "Gzip" || (mode !== "File" && mode !== "FastFile")) return [];
    return [
      {
        code: "GzipWithoutPipe",
        pointer: `/InputDataConfig/${index}/CompressionType`,
        message: `Gzip in ${mode} mode: a channel is decompressed in Pipe mode only`,
        fix: "leave CompressionType out and decompress the files in the job, or use Pipe mode",
      },
    ];
  });
  const listed = objectsIn(channels).flatMap(({ DataSource: source = null }, index): RequestProblem[] => {
    const { S3DataType: type } = membersOf(membersOf(source).S3DataSource ?? null);
    const mode = modes[index];
    if (type !== "AugmentedManifestFile" || (mode !== "File" && mode !== "FastFile")) return [];
    return [
      {
        code: "ManifestWithoutPipe",
        pointer: `/InputDataConfig/${index}/DataSource/S3DataSource/S3DataType`,
        message: `an augmented manifest in ${mode} mode: one is read in Pipe mode only`,
        fix: "use Pipe mode, or a ManifestFile",
      },
    ];
  });
  return [...(mixed ? [mixing] : []), ...zipped, ...listed];
}

function membersOf(value: Json): JsonObject {
  return isJsonObject(value) ? value : {};
}
