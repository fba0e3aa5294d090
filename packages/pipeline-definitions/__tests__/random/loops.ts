import { lib } from "./counted";
import { pick, ROLE, type Made, type Maker } from "./known";

/** What cannot stand in the body of a loop; `raw` makes a failure. */
const NOT_IN_BODY = ["condition", "fail", "raw", "forEach"];

const forEach: Maker = ({ choice, known, common, branch }) => {
  const inner = choice.inner.filter(({ kind }) => !NOT_IN_BODY.includes(kind));
  const item = choice.use % 2 === 0 ? lib.currentItem() : lib.currentItem("name");
  const body = branch(inner, { texts: [item] });
  const fallback: readonly Made[] =
    body.length > 0 ? body : branch([{ ...choice, kind: "lambda", name: `${common.name.slice(0, 60)}_b` }]);
  const scored = fallback.find(({ numbers = [] }) => numbers.length > 0);
  const [by] = scored?.numbers ?? [];
  const step = lib.forEachStep({
    ...common,
    items:
      choice.use % 3 === 0
        ? ["a", 2, pick(known.texts, choice.use) ?? "b"]
        : (pick(known.texts, choice.use) ?? ["a"]),
    maxConcurrency: 1 + (choice.use % 50),
    body: fallback.map((made) => made.step),
    ...(by === undefined || choice.use % 5 === 0 ? {} : { selector: { pick: "MaxBy" as const, by } }),
  });
  const picked = by === undefined || choice.use % 5 === 0 ? [] : [step.selected(by)];
  return {
    step,
    texts: fallback.flatMap(({ texts = [] }) => texts.map((text) => step.iteration(0, text))),
    numbers: [step.properties.SucceededStepCount, ...picked],
    conditions: [lib.equals(step.properties.Status, "Succeeded")],
  };
};

const WRITING = ["Processing", "Transform"];

const cleanup: Maker = (request) => {
  const { choice, known, common } = request;
  const sources = known.steps.filter(({ definition }) => WRITING.includes(definition.Type));
  const [step] = sources;
  const uris = [pick(known.texts, choice.use) ?? "s3://bucket/x"];
  return {
    step: lib.cleanupStep({
      ...common,
      sources:
        step === undefined
          ? [{ step: "Everything" }]
          : [{ step }, ...sources.slice(1).map((other) => ({ step: other.name, uris }))],
    }),
  };
};

const job: Maker = ({ choice, known, common, cache, retry }) => {
  const step = lib.jobStep({
    ...common,
    ...cache,
    ...retry,
    arguments: {
      JobCategory: "AgentRFT",
      JobConfigSchemaVersion: "1.0.0",
      JobConfigDocument: lib.join("", ['{"a": "', pick(known.texts, choice.use) ?? "", '"}']),
      RoleArn: ROLE,
    },
  });
  return { step, texts: [step.properties.JobArn, step.document("Output.Arn")] };
};

/** Steps that the Python SDK 3 has beside those of 2: loops, deletions and jobs by category. */
export const LOOPS = { forEach, cleanup, job } satisfies Readonly<Record<string, Maker>>;
