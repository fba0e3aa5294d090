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
 * MaxRuntimeInSeconds". CreateTrainingJob refuses it without spot (Kenza-AI/sagify 111), and developer guide,
 * train-warm-pools: a warm pool keeps no spot instances.
 */
function spotProblems({
  EnableManagedSpotTraining: spot = false,
  StoppingCondition: stopping = null,
  ResourceConfig: machines = null,
}: JsonObject): readonly RequestProblem[] {
  const { MaxWaitTimeInSeconds: wait, MaxRuntimeInSeconds: run = DAY } = membersOf(stopping);
  const { KeepAlivePeriodInSeconds: kept } = membersOf(machines);
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
  return problems;
}

/**
 * "Cannot use both 'Pipe' and 'FastFile' TrainingInputMode on the same Training Job", says CreateTrainingJob. API
 * reference, Channel: a channel without an InputMode has that of the algorithm, and "CompressionType is used only in Pipe
 * input mode. In File mode, leave this field unset or set it to None".
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
  return [...(mixed ? [mixing] : []), ...zipped];
}

function membersOf(value: Json): JsonObject {
  return isJsonObject(value) ? value : {};
}
