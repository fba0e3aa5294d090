import type { ReadResults } from "../../../rehearsal/results/read-results";
import type { ChapterOutcome } from "../../../rehearsal/results/results";

/** What a rehearsal recorded, with everything in it. */
export function someResults(overrides: ReadResults = {}): ReadResults {
  const interval = { lower: 0.86, upper: 0.96, level: 0.95 };
  return {
    model: { task: "binary", numbers: 1, metric: "auc", direction: "maximize" },
    chapters: chapters(3),
    metrics: { "version 2": { auc: { value: 0.93, interval }, rows: { value: 118 } } },
    batches: {
      "daily batch, version 2": { drift: false, violations: [], predictions: ["4,45,0.04", "5,67,0.91"] },
      "drifted batch, version 1": {
        drift: true,
        violations: [
          { feature_name: "Age", constraint_check_type: "baseline_drift_check", description: "too old" },
        ],
        predictions: [],
      },
    },
    alerts: [{ environment: "prod", subject: "Drift", body: "Why:\n  Age\nNext step:\n  look\n" }],
    permissions: {
      "execution-role of prod": { used: ["kms:Decrypt", "s3:GetObject"], refused: ["logs:CreateLogStream"] },
    },
    definitions: { "prod train": definition("4") },
    resources: {
      "prod aws_sns_topic.alerts": { name: "alerts" },
      "prod aws_lambda_function.f": { function_name: "f", memory_size: 128 },
      "prod provider": { aws: [{ region: "us-east-1" }] },
    },
    ...overrides,
  };
}

/** Chapters of which all hold but the one that is named. */
export function chapters(number: number, failing?: string): ChapterOutcome[] {
  const titles = ["Accounts", "Data", "Train in dev", "Drift"].slice(0, number);
  return titles.map((title) =>
    title === failing ? { title, ok: false, error: "expected: two; found: 3" } : { title, ok: true },
  );
}

/** A pipeline that trains trees of some depth. */
export function definition(depth: string) {
  return {
    Version: "2020-12-01",
    Metadata: {},
    Parameters: [],
    Steps: [{ Name: "Train", Type: "Training", Arguments: { HyperParameters: { max_depth: depth } } }],
  };
}
