/** The difference between two pipeline definitions, whoever wrote them. */
export type { Side } from "../service-model/step-type";
export type {
  CacheEffect,
  Category,
  Change,
  DefinitionReplaced,
  ListOrder,
  MovedOutput,
  PipelineDiff,
  Place,
  Segment,
  StepAdded,
  StepMoved,
  StepOrder,
  StepRemoved,
  StepRenamed,
  ValueChanged,
} from "./change";
export { diff, isDefaultOf } from "./diff";
export { flatten, placeKey } from "./flatten";
export type { FlatDefinition } from "./flatten";
export { codeSpan, escapeMarkdown, markdownRow, markdownTable } from "./format/markdown";
export { rowsOf } from "./format/rows";
export type { Row } from "./format/rows";
export { terminalLines } from "./format/terminal";
export { patch } from "./patch";
