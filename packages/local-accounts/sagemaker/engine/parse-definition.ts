import { isJsonObject, problemsOf, repeatedKeys } from "sagemaker-pipeline-definitions";
import type { Json as DefinedJson } from "sagemaker-pipeline-definitions";
import { JsonSyntaxError } from "sagemaker-promotion-core/json-text";
import { validationException } from "../errors";
import { isList, isObject, listAt, parseJson, text, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { Branch, Definition, Step } from "../pipeline/definition";
import { parseParameters } from "../pipeline/parameters";
import { references, stepReference } from "../pipeline/references";
import { refusal } from "./refusal";
import { unsupported } from "./unsupported";

/**
 * Reads a pipeline definition as CreatePipeline does: what is wrong with one is the library's to say, so that its
 * validator and the local SageMaker judge alike.
 *
 * @throws ApiError ValidationException "Unable to parse pipeline definition. …" with everything that is wrong or cannot be
 *   run here.
 */
export function parseDefinition(source: string): Definition {
  // What was parsed has no members that are undefined.
  const root = parseJson(source) as DefinedJson | undefined;
  if (!isJsonObject(root)) throw refused(["Expecting start of Json Object."]);
  const steps = flatten(root["Steps"], undefined);
  const problems = [
    ...repeated(source),
    ...problemsOf(root).map((finding) => refusal(finding, root)),
    ...unsupported(root, steps),
  ];
  if (problems.length > 0) throw refused(problems);
  const experiment = root["PipelineExperimentConfig"];
  return {
    parameters: parseParameters(root),
    steps: new Map(steps.map((step) => [step.name, step])),
    experiment: isObject(experiment) ? experiment : undefined,
  };
}

/** The text is JSON; what can be wrong with it still is that it lies too deep. */
function repeated(source: string): readonly string[] {
  try {
    return repeatedKeys(source).map(({ pointer, message, fix }) => `${message} (${pointer}): ${fix}`);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return [error.message];
    throw error;
  }
}

function refused(problems: readonly string[]): Error {
  const sentences = problems.map((problem) => (problem.endsWith(".") ? problem : `${problem}.`));
  return validationException(`Unable to parse pipeline definition. ${[...new Set(sentences)].join(" ")}`);
}

/** Steps with those in their branches behind them; what is no step is left out. */
function flatten(list: Json | undefined, branch: Branch | undefined): Step[] {
  return (isList(list) ? list : []).flatMap((source) => {
    if (!isObject(source)) return [];
    const name = text(source, "Name");
    const { Arguments: args } = source;
    const own = isObject(args) ? args : {};
    const { IfSteps, ElseSteps, ...rest } = own;
    const type = text(source, "Type");
    const isCondition = type === "Condition";
    // What lies in a condition's branches waits for its outcome by itself; it is no need of the condition's.
    const referring: JsonObject = { ...source, Arguments: isCondition ? rest : own };
    const step: Step = { name, type, arguments: own, source, needs: needsOf(referring), branch };
    if (!isCondition) return [step];
    return [
      step,
      ...flatten(IfSteps, { condition: name, when: true }),
      ...flatten(ElseSteps, { condition: name, when: false }),
    ];
  });
}

function needsOf(source: JsonObject): Set<string> {
  const referred = references(source).flatMap((reference) => stepReference(reference)?.step ?? []);
  const declared = listAt(source, "DependsOn").flatMap((one) =>
    typeof one === "string" ? one : (textAt(one, "Step") ?? []),
  );
  return new Set([...referred, ...declared]);
}
