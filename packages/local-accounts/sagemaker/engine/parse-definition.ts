import { validationException } from "../errors";
import { isList, isObject, listAt, parseJson, text, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import { predecessorsOf } from "../pipeline/definition";
import type { Branch, Definition, Step } from "../pipeline/definition";
import { parseParameters } from "../pipeline/parameters";
import { references, stepReference } from "../pipeline/references";
import { stepProblems } from "./step-problems";

/** The version of the definition language. */
const VERSION = "2020-12-01";

/**
 * Reads a pipeline definition as CreatePipeline does.
 *
 * @throws ApiError ValidationException "Unable to parse pipeline definition. …" with everything that is wrong.
 */
export function parseDefinition(source: string): Definition {
  const problems: string[] = [];
  const complain = (problem: string): void => void problems.push(problem);
  const root = parseJson(source);
  if (!isObject(root)) throw refused(["Expecting start of Json Object."]);
  const version = textAt(root, "Version");
  if (version !== VERSION) complain(`Version must be '${VERSION}', not ${JSON.stringify(version ?? null)}`);
  const parameters = parseParameters(root, complain);
  const steps = new Map<string, Step>();
  for (const step of flatten(root["Steps"], undefined, complain)) {
    if (steps.has(step.name)) complain(`Duplicate step name '${step.name}'`);
    steps.set(step.name, step);
  }
  if (steps.size === 0 && problems.length === 0) complain("A pipeline needs at least one step");
  const names = new Set(parameters.map(({ name }) => name));
  for (const step of steps.values())
    for (const problem of stepProblems(step, steps, names)) complain(problem);
  const cycle = findCycle(steps);
  if (cycle !== undefined) complain(`Cycle detected: ${cycle.join(" -> ")}`);
  if (problems.length > 0) throw refused(problems);
  const experiment = root["PipelineExperimentConfig"];
  return { parameters, steps, experiment: isObject(experiment) ? experiment : undefined };
}

function refused(problems: readonly string[]): Error {
  return validationException(`Unable to parse pipeline definition. ${problems.join("; ")}`);
}

/** Steps with those in their branches behind them. */
function flatten(
  list: Json | undefined,
  branch: Branch | undefined,
  complain: (problem: string) => void,
): Step[] {
  if (!isList(list)) {
    complain("Expecting start of Json Array.");
    return [];
  }
  return list.flatMap((source) => {
    const name = textAt(source, "Name");
    if (!isObject(source) || name === undefined || !/^[A-Za-z0-9\-_]{1,64}$/u.test(name)) {
      complain(`A step's Name is 1 to 64 letters, digits, '-' and '_', not ${JSON.stringify(name ?? null)}`);
      return [];
    }
    const { Arguments: args } = source;
    const own = isObject(args) ? args : {};
    const { IfSteps, ElseSteps, ...rest } = own;
    const type = text(source, "Type");
    const isCondition = type === "Condition";
    // What lies in a condition's branches waits for its outcome by itself; it is no need of the condition's.
    const referring: Json = { ...source, Arguments: isCondition ? rest : own };
    const step: Step = { name, type, arguments: own, source, needs: needsOf(referring), branch };
    if (!isCondition) return [step];
    return [
      step,
      ...flatten(IfSteps ?? [], { condition: name, when: true }, complain),
      ...flatten(ElseSteps ?? [], { condition: name, when: false }, complain),
    ];
  });
}

function needsOf(source: JsonObject): Set<string> {
  const referred = references(source).flatMap((reference) => stepReference(reference)?.step ?? []);
  const declared = listAt(source, "DependsOn").flatMap((name) => (typeof name === "string" ? [name] : []));
  return new Set([...referred, ...declared]);
}

function findCycle(steps: ReadonlyMap<string, Step>): string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name];
    const step = steps.get(name);
    if (step === undefined || done.has(name)) return undefined;
    for (const before of predecessorsOf(step)) {
      const cycle = visit(before, [...trail, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of steps.keys()) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
