import type { Finding, Remark } from "sagemaker-promotion-core/finding";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import type { Models } from "../models/load";
import { checkThreshold } from "../models/metrics";
import { trainsOnMany, type ModelDescription } from "../models/model";
import type { CompleteFile } from "./complete";
import type { SoundTfvars } from "./parsed-file";
import { DEFAULTS } from "./tfvars";

/** What is wrong with the models that these files name: a folder that is not there, or what a description has wrong. */
export function checkModels(files: readonly CompleteFile[], models: Models): Finding[] {
  const names = [...new Set(files.flatMap(({ sound }) => sound.model_name ?? []))];
  return names.flatMap((name) => {
    const found = models.find(name);
    if (found === undefined) return missingFolder(name, files, models);
    if (!isDescription(found)) return found;
    return files
      .filter(({ sound }) => sound.model_name === name)
      .flatMap(({ sound, locate }) => checkAgainst(found, sound).map(locate));
  });
}

/** What one file asks of a model that the model cannot do. */
function checkAgainst(model: ModelDescription, sound: SoundTfvars): Remark[] {
  const { task, metric, framework, scripts } = model;
  const { metric_threshold: threshold } = sound;
  const { training_instance_count: machines, processing_engine: engine } = { ...DEFAULTS, ...sound };
  const remarks =
    threshold === undefined ? [] : checkThreshold(task, metric.name, threshold, "/metric_threshold");
  if (machines > 1 && !trainsOnMany(framework)) {
    remarks.push({
      pointer: "/training_instance_count",
      expected: `1 for the framework ${framework}, as models/${model.name}/model.json has it: each machine would train the whole model again`,
      found: String(machines),
      fix: 'take the key out, or write "framework": "xgboost" into the model.json, which trains on many machines',
    });
  }
  if (engine === "spark" && scripts.includes("preprocess.py") && !scripts.includes("preprocess_spark.py")) {
    remarks.push({
      pointer: "/processing_engine",
      expected: `"pandas", since models/${model.name} has a preprocess.py of its own: Spark's job is written for the shared one`,
      found: '"spark"',
      fix: `take the key out, or put a preprocess_spark.py for it into models/${model.name} as well`,
    });
  }
  return remarks;
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
