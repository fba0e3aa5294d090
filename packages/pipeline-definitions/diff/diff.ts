import type { Json, JsonObject } from "../json";
import { refuseLargeNumbers } from "../large-numbers";
import { cacheEffects } from "./cache";
import { categoryOf, pathText } from "./category";
import type { Change, PipelineDiff, Place, StepOrder, ValueChanged } from "./change";
import { compare, naturalOrder, sameOrder, type RawChange } from "./compare";
import { flatten, placeKey, type FlatDefinition } from "./flatten";
import { movedOutputs } from "./outputs";
import { usesOfParameter } from "./parameter-uses";
import { rename } from "./rename";
import { findRenames } from "./rename-detection";

/**
 * The difference between two pipeline definitions, whoever wrote them: what is added, removed, renamed,
 * moved and changed, which steps lose their cached results, and which outputs move. An order without
 * meaning is not a change. `patch` applies the result.
 * @throws DefinitionError `LargeNumber` where two numbers could differ without showing it
 */
export function diff(before: Json, after: Json): PipelineDiff {
  refuseLargeNumbers(before);
  refuseLargeNumbers(after);
  const [then, now] = [flatten(before), flatten(after)];
  if (then === undefined || now === undefined) return replaced(before, after);

  const renames = findRenames(then, now);
  const named = rename(then, renames);
  const pipeline = compare(named.members, now.members, []);
  const kept = [...named.steps.keys()].filter((name) => now.steps.has(name));
  const steps = kept.map((name) =>
    compare(stepOf(named, name), stepOf(now, name), ["Steps", { by: "Name", name }]),
  );
  const changes: Change[] = [
    ...pipeline.changes.map((change) => pipelineChange(change, now)),
    ...[...renames].map(([from, to]): Change => ({
      kind: "step",
      change: "renamed",
      step: to,
      path: `Steps.${to}`,
      from,
      to,
    })),
    ...[...named.steps].flatMap(([name, from]): Change[] =>
      now.steps.has(name)
        ? []
        : [
            {
              kind: "step",
              change: "removed",
              step: name,
              path: `Steps.${name}`,
              place: placeOf(named, name),
              from,
            },
          ],
    ),
    ...[...now.steps].flatMap(([name, to]): Change[] =>
      named.steps.has(name)
        ? []
        : [
            {
              kind: "step",
              change: "added",
              step: name,
              path: `Steps.${name}`,
              place: placeOf(now, name),
              to,
            },
          ],
    ),
    ...kept.flatMap((name, index): Change[] => [
      ...movesOf(name, placeOf(named, name), placeOf(now, name)),
      ...(steps[index]?.changes ?? []).map((change) => stepChange(change, name, stepOf(now, name))),
    ]),
  ];
  return {
    changes,
    cache: cacheEffects(then, now, renames),
    outputs: movedOutputs(named, now),
    order: {
      lists: [...pipeline.lists, ...steps.flatMap(({ lists }) => lists)],
      steps: stepOrders(named, now),
    },
  };
}

function replaced(from: Json, to: Json): PipelineDiff {
  const { changes } = compare(from, to, []);
  return {
    changes: changes.length === 0 ? [] : [{ kind: "definition", change: "changed", path: "", from, to }],
    cache: [],
    outputs: [],
    order: { lists: [], steps: [] },
  };
}

function stepOf({ steps }: FlatDefinition, name: string): JsonObject {
  return steps.get(name) ?? {};
}

function placeOf({ places }: FlatDefinition, name: string): Place {
  return places.get(name) ?? null;
}

function movesOf(step: string, from: Place, to: Place): Change[] {
  if (placeKey(from) === placeKey(to)) return [];
  return [{ kind: "step", change: "moved", step, path: `Steps.${step}`, from, to }];
}

function stepChange(raw: RawChange, step: string, json: JsonObject): ValueChanged {
  const kind = categoryOf(json, raw.at.slice(2), raw.from, raw.to);
  return { kind, step, path: pathText(raw.at), ...raw };
}

function pipelineChange(raw: RawChange, now: FlatDefinition): ValueChanged {
  const [list, item, member] = raw.at;
  const path = pathText(raw.at);
  if (list !== "Parameters" || typeof item !== "object") return { kind: "pipeline", path, ...raw };
  const parameter = item.name;
  if (member !== "DefaultValue") return { kind: "parameter", parameter, path, ...raw };
  return { kind: "parameter-default", parameter, decides: usesOfParameter(parameter, now), path, ...raw };
}

/** The places whose steps stand in another order than the changes alone lead to. */
function stepOrders(before: FlatDefinition, after: FlatDefinition): StepOrder[] {
  const places = new Map([...after.places.values()].map((place) => [placeKey(place), place]));
  return [...places.values()].flatMap((place): StepOrder[] => {
    const [stood, order] = [namesIn(before, place), namesIn(after, place)];
    // Several added or moved steps have no order that follows from the changes.
    const natural =
      order.filter((name) => !stood.includes(name)).length < 2 ? naturalOrder(stood, order) : [];
    return sameOrder(natural, order) ? [] : [{ place, order }];
  });
}

function namesIn({ places }: FlatDefinition, place: Place): string[] {
  return [...places].filter(([, at]) => placeKey(at) === placeKey(place)).map(([name]) => name);
}

/** Whether a change is the default of this parameter, and nothing else. */
export function isDefaultOf(change: Change, parameter: string): boolean {
  return change.kind === "parameter-default" && change.parameter === parameter;
}
