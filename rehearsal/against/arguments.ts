import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { StoryOptions } from "../story/options";

/** Options of `npm run rehearse` that both sides get. */
export interface PassedOn {
  readonly args: readonly string[];
  /** The same without what is another on every machine. */
  readonly told: readonly string[];
}

/**
 * @param data path of the user's own data file; undefined for the one that the model names
 * @param chapters how many the story has
 */
export function passedOn(options: StoryOptions, data: string | undefined, chapters: number): PassedOn {
  const { last, model, monitoring, terraform } = options;
  const told = [
    // Another version may have other chapters: all of them are asked for by nothing.
    ...(last === chapters ? [] : ["--only", `1-${last}`]),
    ...(model === undefined ? [] : ["--model", model]),
    ...(monitoring === undefined ? [] : ["--monitoring", monitoring]),
    ...(terraform ? ["--terraform"] : []),
  ];
  if (data === undefined) return { args: told, told };
  const digest = createHash("sha256").update(readFileSync(data)).digest("hex");
  return { args: [...told, "--data", data], told: [...told, "--data", `sha256:${digest}`] };
}
