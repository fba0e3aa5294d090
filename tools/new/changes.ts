import { InvalidArgumentError } from "commander";
import schema from "../../models/model.schema.json";
import type { ColumnType, Task } from "../../models/model";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import { FRAMEWORKS } from "./propose";
import type { Said } from "./proposal";

export const TASKS = schema.properties.task.enum as readonly Task[];
const TYPES = schema.properties.columns.items.properties.type.enum as readonly ColumnType[];

/** Adds one `COLUMN=TYPE` of the command line to those before it. The last `=` counts: names may hold some. */
export function typeOption(text: string, before: ReadonlyMap<string, ColumnType>): Map<string, ColumnType> {
  const place = text.lastIndexOf("=");
  const [column, type] = [text.slice(0, place), text.slice(place + 1)];
  if (place < 1) throw new InvalidArgumentError("It is COLUMN=TYPE, such as age=number.");
  return new Map([...before, [column, oneOf(TYPES, type)]]);
}

function oneOf<Known extends string>(known: readonly Known[], word: string): Known {
  const found = known.find((one) => one === word);
  if (found !== undefined) return found;
  const suggestion = didYouMean(word, known);
  const instead = suggestion === undefined ? `Write ${known.join(", ")}.` : `Did you mean ${suggestion}?`;
  throw new InvalidArgumentError(`There is no ${word}. ${instead}`);
}

/**
 * What somebody asks to have otherwise, as they typed it: `title=Price of a flat`, `task=regression`, `framework=…`,
 * `positive=…`, or a column's name with its type.
 * @throws InvalidArgumentError for what is none of these
 */
export function changed(said: Said, answer: string): Said {
  const place = answer.lastIndexOf("=");
  const [key, value] = [answer.slice(0, place).trim(), answer.slice(place + 1).trim()];
  if (key === "title") return { ...said, title: value };
  if (key === "task") return { ...said, task: oneOf(TASKS, value) };
  if (key === "framework") return { ...said, framework: oneOf(FRAMEWORKS, value) };
  if (key === "positive") return { ...said, positive: value };
  return { ...said, types: typeOption(`${key}=${value}`, said.types) };
}
