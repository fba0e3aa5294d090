/** What leads from one pipeline definition to another, whoever wrote the two. */
export type { Side } from "../service-model/step-type";
export type {
  CacheEffect,
  Category,
  Change,
  ListOrder,
  MovedOutput,
  PipelineDiff,
  Place,
  Segment,
  StepOrder,
  ValueChanged,
} from "./change";
export { diff, isDefaultOf } from "./diff";
export { flatten, placeKey } from "./flatten";
export type { FlatDefinition } from "./flatten";
export { codeSpan, escapeMarkdown, markdownTable } from "./format/markdown";
export { terminalLines } from "./format/terminal";
export { patch } from "./patch";
