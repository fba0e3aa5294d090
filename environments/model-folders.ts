import type { Finding } from "sagemaker-promotion-core/finding";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import type { Models } from "../models/load";
import { checkThreshold } from "../models/metrics";
import type { ModelDescription } from "../models/model";
import type { CompleteFile } from "./complete";

/** What is wrong with the models that these files name: a folder that is not there, or what a description has wrong. */
export function checkModels(files: readonly CompleteFile[], models: Models): Finding[] {
  const names = [...new Set(files.flatMap(({ sound }) => sound.model_name ?? []))];
  return names.flatMap((name) => {
    const found = models.find(name);
    if (found === undefined) return missingFolder(name, files, models);
    return isDescription(found) ? checkThresholds(found, files) : found;
  });
}

function checkThresholds(
  { name, task, metric }: ModelDescription,
  files: readonly CompleteFile[],
): Finding[] {
  return files.flatMap(({ sound, locate }) =>
    sound.model_name === name && sound.metric_threshold !== undefined
      ? checkThreshold(task, metric.name, sound.metric_threshold, "/metric_threshold").map(locate)
      : [],
  );
}

/**
 * The model of a file without findings.
 * @throws RangeError where `checkModels` was not asked
 */
export function describedModel({ sound }: CompleteFile, models: Models): ModelDescription {
  const found = models.find(sound.model_name ?? "");
  if (found === undefined || !isDescription(found)) {
    throw new RangeError(`the model ${sound.model_name} was not checked`);
  }
  return found;
}

function isDescription(found: ModelDescription | readonly Finding[]): found is ModelDescription {
  return !Array.isArray(found);
}

/** One finding a model, in a file that says its name itself where one does. */
function missingFolder(name: string, files: readonly CompleteFile[], { names }: Models): Finding[] {
  const naming = files.filter(({ sound }) => sound.model_name === name);
  const file = naming.find(({ source }) => source.text.includes(`"${name}"`)) ?? naming[0];
  if (file === undefined) return [];
  const suggestion = didYouMean(name, names);
  const there = names.length === 0 ? "there are none" : `there are ${names.join(", ")}`;
  return [
    file.locate({
      pointer: "/model_name",
      expected: "the name of a folder in models/ with a model.json",
      found: `"${name}"; ${there}`,
      fix:
        suggestion === undefined
          ? `describe the model there: npm run new -- model ${name} --from data.csv --target COLUMN`
          : `did you mean "${suggestion}"?`,
    }),
  ];
}
