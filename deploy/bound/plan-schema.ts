import { CLASSES } from "../consequences/classes";

/** Bounds of AWS's and Terraform's longest names, and then some: what is longer is nothing that this project writes. */
const LONGEST = 4096;
const HASH = "^[0-9a-f]{64}$";
/** Without what moves a terminal's cursor, or turns a text round: these texts are shown. */
const PLAIN = "^[^\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069]*$";
const SCRIPT = `^script s3://[^\\p{Cc}]{1,${LONGEST}}$`;
const PIPELINE = "^pipeline [a-zA-Z0-9-]{1,256}$";
const NONE = { const: "(none)" };

const text = { type: "string", maxLength: LONGEST };
const plain = { ...text, pattern: PLAIN };
const hash = { type: "string", pattern: HASH };
const moment = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$" };
/** As `Revision` has it. */
const revision = { type: "string", pattern: "^([0-9a-f]{7,64}(-dirty)?|unknown)$" };
const textOrNull = { type: ["string", "null"], maxLength: LONGEST };
const integerOrNull = { type: ["integer", "null"] };

/** An object with these members and no others. */
function exactly(
  required: Readonly<Record<string, object>>,
  optional: Readonly<Record<string, object>> = {},
) {
  return {
    type: "object",
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  };
}

function entries(script: object, pipeline: object) {
  return {
    type: "object",
    maxProperties: 1_000,
    patternProperties: { [SCRIPT]: script, [PIPELINE]: pipeline },
    additionalProperties: false,
  };
}

const desired = entries(
  hash,
  exactly({
    displayName: text,
    description: text,
    roleArn: text,
    maxParallelSteps: integerOrNull,
    definition: { type: "object" },
    digest: hash,
  }),
);

const tags = { type: "object", maxProperties: 100, additionalProperties: text };
const observed = entries(
  { anyOf: [NONE, exactly({ bytes: { type: "integer" }, version: text })] },
  {
    anyOf: [
      NONE,
      exactly({
        arn: text,
        definition: hash,
        tags,
        displayName: textOrNull,
        description: textOrNull,
        roleArn: textOrNull,
        label: textOrNull,
        maxParallelSteps: integerOrNull,
      }),
    ],
  },
);

/** As Terraform's JSON output has them ("JSON Output Format", change representation). */
const actions = {
  type: "array",
  minItems: 1,
  maxItems: 2,
  items: { enum: ["no-op", "create", "read", "update", "delete", "forget"] },
};

const stacks = exactly(
  {
    stack: { ...plain, maxLength: 256 },
    lineage: textOrNull,
    serial: integerOrNull,
    changes: {
      type: "array",
      maxItems: 20_000,
      items: exactly({
        address: plain,
        type: plain,
        actions,
        values: { type: "object", maxProperties: 1_000, additionalProperties: exactly({ from: {}, to: {} }) },
      }),
    },
  },
  // Of the machine that planned, where Terraform's own plan lies.
  { folder: text, binary: hash },
);

const bound = { type: "number" };
const metric = {
  anyOf: [
    { type: "null" },
    exactly({
      name: { type: "string", maxLength: 256, pattern: PLAIN },
      value: { type: "number" },
      interval: { anyOf: [{ type: "null" }, exactly({ lower: bound, upper: bound, level: bound })] },
    }),
  ],
};

const ran = {
  anyOf: [
    { type: "null" },
    exactly({
      execution: plain,
      startedAt: plain,
      version: integerOrNull,
      metric,
    }),
  ],
};

const liveVersion = {
  anyOf: [
    { type: "null" },
    exactly({
      version: { type: "integer" },
      metric,
      trainedBy: textOrNull,
    }),
  ],
};

const evidence = exactly({
  required: { type: "boolean" },
  before: {
    type: "array",
    maxItems: 100,
    items: exactly({
      environment: plain,
      account: { type: "string", pattern: "^\\d{12}$" },
      train: ran,
      inference: ran,
      differs: { type: "array", maxItems: 100, items: plain },
      unseen: textOrNull,
    }),
  },
  live: liveVersion,
  liveNow: liveVersion,
  waiting: { type: "array", maxItems: 1_000, items: { type: "integer" } },
  liveUnseen: textOrNull,
});

const shownText = { type: "string", maxLength: 2_000_000, pattern: "^[^\\u202A-\\u202E\\u2066-\\u2069]*$" };
const lines = { ...shownText, maxLength: 65_536 };
const usd = { type: "number", minimum: 0 };

function list(items: object, maxItems: number) {
  return { type: "array", maxItems, items };
}

const shown = exactly({
  verdict: plain,
  changes: { type: "integer", minimum: 0 },
  consequences: list(exactly({ class: { enum: CLASSES }, subject: plain, what: lines, why: lines }), 20_000),
  pipelines: list(
    exactly({
      kind: { ...plain, maxLength: 64 },
      name: { ...plain, maxLength: 256 },
      action: { enum: ["create", "update", "tag", "label", "none"] },
      rows: list(
        exactly(
          { sign: { enum: ["+", "-", "~", "!"] }, subject: lines },
          { from: lines, to: lines, note: lines },
        ),
        20_000,
      ),
      cost: exactly({ before: { anyOf: [usd, { type: "null" }] }, after: usd }),
      costs: list(lines, 1_000),
    }),
    10,
  ),
  scripts: list(exactly({ title: plain }, { diff: shownText }), 100),
  text: shownText,
});

/** JSON Schema of a plan's file: every member, and no other. */
export const PLAN_SCHEMA = exactly(
  {
    format: { const: 2 },
    tool: { ...plain, maxLength: 64 },
    created: moment,
    expires: moment,
    environment: { ...plain, minLength: 1, maxLength: 256 },
    account: { type: "string", pattern: "^\\d{12}$" },
    region: { type: "string", pattern: "^[a-z0-9-]{1,32}$" },
    acting: { enum: ["plan", "deploy"] },
    commit: revision,
    parents: list({ type: "string", pattern: "^[0-9a-f]{7,64}$" }, 16),
    tree: revision,
    desired,
    observed,
    actions: { type: "array", maxItems: 3_000, items: plain },
    shown,
    seal: hash,
  },
  { stacks, evidence },
);
