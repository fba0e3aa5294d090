import type { Json } from "../json";
import { shapeOf } from "../service-model/service-model";
import { stepTypeOf } from "../service-model/step-types";
import type { StepEntry } from "../validate/indexed-definition";
import { list, object, type Code, type Options } from "./code";
import { choice, single, TEXT } from "./expressions";
import { request } from "./requests";
import { exactly, refuse, type Scope } from "./scope";

/** The options of lineageStep. */
export function lineage(step: StepEntry, scope: Scope): Options {
  const { requests } = stepTypeOf(step.type);
  const given = exactly(step.arguments, [], [...requests.map(({ argument }) => argument), "Associations"]);
  const all = (value: Json | undefined, write: (item: Json) => Code) => {
    if (value === undefined) return undefined;
    return Array.isArray(value) ? list(value.map(write)) : refuse("not a list");
  };
  return [
    [
      "arguments",
      object([
        ...requests.map(
          ({ argument, shape }) =>
            [argument, all(given[argument], (item) => request(item, shape, scope))] as const,
        ),
        ["Associations", all(given.Associations, (item) => association(item, scope))],
      ]),
    ],
  ];
}

function association(json: Json, scope: Scope): Code {
  const {
    Source,
    Destination,
    AssociationType: type,
  } = exactly(json, ["Source", "Destination"], ["AssociationType"]);
  const types = shapeOf("AssociationEdgeType").enum ?? [];
  return object([
    ["Source", entity(Source, scope)],
    ["Destination", entity(Destination, scope)],
    ["AssociationType", type === undefined ? undefined : choice(type, types)],
  ]);
}

function entity(json: Json | undefined, scope: Scope): Code {
  const byArn = typeof json === "object" && json !== null && "Arn" in json;
  if (byArn) return object([["Arn", single(exactly(json, ["Arn"]).Arn, TEXT, scope)]]);
  const { Name, Type } = exactly(json, ["Name", "Type"]);
  return object([
    ["Name", single(Name, TEXT, scope)],
    ["Type", choice(Type, ["Action", "Artifact", "Context"])],
  ]);
}
