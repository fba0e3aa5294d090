import schema from "../../environments/environment.schema.json";
import { batchDatasetUri, codeUri, trainDatasetUri } from "../../pipeline-defs/layout";
import { example, promotion, registryAccount, workloadAccount, type Case } from "./fixture";

const MODEL = "mammography-severity-model";

/** Prefix → days, of the rules that delete what is current in a stack's only bucket. */
function expiring(stack: ReturnType<typeof workloadAccount>): Record<string, number> {
  const rules = stack.resource("aws_s3_bucket_lifecycle_configuration")["rule"] as {
    readonly filter: readonly { readonly prefix: string }[];
    readonly expiration?: readonly { readonly days: number }[];
  }[];
  return Object.fromEntries(
    rules.flatMap(({ filter: [filter], expiration: [expiration] = [] }) =>
      expiration === undefined ? [] : [[filter?.prefix ?? "", expiration.days]],
    ),
  );
}

const logs = (of: Case): unknown[] =>
  promotion(of)
    .resources("aws_cloudwatch_log_group")
    .map(({ arguments: { retention_in_days: days } }) => days);

test.each<[what: string, retention: object | undefined, predictions: number, work: number, log: number]>([
  ["the defaults", undefined, 365, 90, 365],
  ["one of them", { predictions: 30 }, 30, 90, 365],
  ["all of them", { predictions: 3650, work: 7, logs: 30 }, 3650, 7, 30],
])("what piles up goes after its days: %s", (_what, retention, predictions, work, log) => {
  const of = example("prod", { retention_days: retention });
  expect(expiring(workloadAccount(of))).toEqual({
    [`${MODEL}/prepared/`]: work,
    [`${MODEL}/monitoring/`]: work,
    [`${MODEL}/predictions/`]: predictions,
  });
  expect(new Set(logs(of))).toEqual(new Set([log]));
});

test("data, scripts and all that belongs to a version stay", () => {
  const { environment } = example();
  const prefixes = Object.keys(expiring(workloadAccount(example())));
  const script = { filename: "evaluate.py", sha256: "0".repeat(64) };
  const kept = [trainDatasetUri(environment), batchDatasetUri(environment), codeUri(environment, script)];
  for (const uri of kept) {
    const key = uri.replace(`s3://${environment.dataBucket}/`, "");
    expect(prefixes.filter((prefix) => key.startsWith(prefix))).toEqual([]);
  }
  expect(expiring(registryAccount(example()))).toEqual({});
});

test("the schema says its defaults in words as well", () => {
  const { properties } = schema.properties.retention_days;
  for (const part of Object.values(properties)) {
    expect(part.description).toContain(`Default: ${part.default}.`);
    expect(part.examples).toEqual([part.default]);
  }
});
