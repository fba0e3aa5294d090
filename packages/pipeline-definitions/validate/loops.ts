import { isJsonObject, pointTo, type Json } from "../json";
import type { Finding } from "./finding";
import type { IndexedDefinition, StepEntry } from "./indexed-definition";
import { isExpression, parseTarget, type Reference } from "./reference";

/**
 * What the Python SDK 3 holds a loop to, beside the shape of its arguments
 * (sagemaker.mlops.workflow.for_each_step 1.27.0).
 */
const MOST_ITEMS = 100;
const NOT_IN_BODY = ["Condition", "Fail", "ForEach"];

type Report = (code: string, at: string, message: string, fix: string) => Finding;

/** For-each steps: what they go through, what they run, and what they pick. */
export function checkLoops(indexed: IndexedDefinition, references: readonly Reference[]): readonly Finding[] {
  const loops = indexed.steps.filter(({ type }) => type === "ForEach");
  return [
    ...loops.flatMap((loop) => checkLoop(loop, indexed)),
    ...references.flatMap((reference) => checkPlace(reference, loops)),
  ];
}

function checkLoop(loop: StepEntry, { steps }: IndexedDefinition): Finding[] {
  const { IterableItems: items = null, Selector: selector } = loop.arguments;
  const report: Report = (code, at, message, fix) => ({
    code,
    severity: "error",
    step: loop.name,
    pointer: `${loop.pointer}/Arguments${at}`,
    message,
    fix,
  });
  const body = steps.filter(({ branch }) => branch?.parent === loop);
  return [
    ...checkItems(items, report),
    ...(body.length > 0
      ? []
      : [report("OutOfRange", "/ForEachBody", "the body is empty", "put a step into it")]),
    ...body
      .filter(({ type }) => NOT_IN_BODY.includes(type))
      .map((step) => ({
        ...report(
          "NotInLoop",
          "",
          `a ${step.type} step cannot be in the body of a loop`,
          "move it out of the body",
        ),
        step: step.name,
        pointer: step.pointer,
      })),
    ...body.flatMap((step) => iterationsOf(step, steps)),
    ...(selector === undefined || selector === null ? [] : checkSelector(selector, body, report)),
  ];
}

function checkItems(items: Json, report: Report): Finding[] {
  const isSingle = (item: Json) =>
    isExpression(item) || ["string", "number", "boolean"].includes(typeof item);
  if (isExpression(items)) return [];
  if (!Array.isArray(items)) {
    const fix = "write a list, or refer to a string that holds one";
    return [report("WrongType", "/IterableItems", "this is not a list", fix)];
  }
  const bounds =
    items.length >= 1 && items.length <= MOST_ITEMS
      ? []
      : [
          report(
            "OutOfRange",
            "/IterableItems",
            `${items.length} items`,
            `use 1 to ${MOST_ITEMS}, or a string that holds a list`,
          ),
        ];
  const complex = items.flatMap((item: Json, index) =>
    isSingle(item)
      ? []
      : [
          report(
            "WrongType",
            pointTo("/IterableItems", index),
            "an item must be a single value",
            "write an object as JSON text",
          ),
        ],
  );
  return [...bounds, ...complex];
}

/** The service names the steps of the iterations after the body's step and the item's position. */
function iterationsOf(inner: StepEntry, steps: readonly StepEntry[]): Finding[] {
  return steps.flatMap((step): Finding[] => {
    const isLike =
      step.name.startsWith(`${inner.name}-`) && /^\d+$/.test(step.name.slice(inner.name.length + 1));
    if (!isLike) return [];
    const message = `${step.name} is what the service calls an iteration of ${inner.name}`;
    const pointer = pointTo(step.pointer, "Name");
    return [
      {
        code: "DuplicateStep",
        severity: "error",
        step: step.name,
        pointer,
        message,
        fix: "give it another name",
      },
    ];
  });
}

function checkSelector(selector: Json, body: readonly StepEntry[], report: Report): Finding[] {
  const field = isJsonObject(selector) ? selector.Field : undefined;
  const path = isExpression(field) && typeof field.Get === "string" ? field.Get : "";
  const target = parseTarget(path);
  const isOutput =
    target.kind === "iteration" && target.path !== "" && body.some(({ name }) => name === target.name);
  if (field === undefined || isOutput) return [];
  const fix = `write IterationOutput.<step>.<property>, with one of ${body.map(({ name }) => name).join(", ")}`;
  const message = "a selector compares an output of a step of the body";
  return [report("MalformedReference", "/Selector/Field", message, fix)];
}

/** References that mean something in a loop alone. */
function checkPlace({ target, from, pointer, path }: Reference, loops: readonly StepEntry[]): Finding[] {
  const misplaced = (message: string, fix: string): Finding[] => [
    { code: "MalformedReference", severity: "error", step: from?.name, pointer, message, fix },
  ];
  if (target.kind === "item" && from?.branch?.side !== "ForEachBody") {
    return misplaced(`${path} can only be used in the body of a loop`, "move the step into a ForEachBody");
  }
  const inSelector = loops.some((loop) => pointer === `${loop.pointer}/Arguments/Selector/Field`);
  if (target.kind === "iteration" && !inSelector) {
    return misplaced(
      `${path} can only be used in a loop's selector`,
      "refer to IterationOutputs or Selected of the loop",
    );
  }
  return [];
}
