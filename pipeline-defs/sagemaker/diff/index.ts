/** What leads from one pipeline definition to another, whoever wrote the two. */
export type {
  CacheEffect,
  Change,
  ListOrder,
  MovedOutput,
  PipelineDiff,
  Place,
  Segment,
  StepOrder,
  Topic,
  ValueChanged,
} from "./change";
export { diff, isDefaultOf } from "./diff";
export { codeSpan, escapeMarkdown, markdownTable } from "./markdown";
export { patch } from "./patch";
export { terminalLines } from "./terminal";
