/** A number of an evaluation's report, and the interval that holds the true one, where the report gives it. */
export interface Metric {
  readonly value: number;
  readonly interval?: { readonly lower: number; readonly upper: number; readonly level: number };
}

/** What violates the baseline: the members of `constraint_violations.json`. */
export interface Violation {
  readonly feature_name: string;
  readonly constraint_check_type: string;
  readonly description: string;
}

/** What inference made of one batch. */
export interface Batch {
  readonly drift: boolean;
  readonly violations: readonly Violation[];
  /** Lines of the file of predictions: a row's values, then its prediction. None where inference stopped before. */
  readonly predictions: readonly string[];
}

/** What chapters find out that a comparison of two rehearsals looks at. Grows while the story is told. */
export interface Findings {
  /** By the version of the model, then by the metric's name. */
  readonly metrics: Map<string, Readonly<Record<string, Metric>>>;
  /** By what the batch is and which version predicts. */
  readonly batches: Map<string, Batch>;
}

/** The numbers of an `evaluation.json`: those of its groups of metrics, and how many rows they were measured on. */
export function metricsOf(report: Readonly<Record<string, unknown>>): Record<string, Metric> {
  const found: Record<string, Metric> = {};
  for (const [name, content] of Object.entries(report)) {
    if (typeof content === "number") found[name] = { value: content };
    // What else the report holds, such as its charts, are no metrics.
    if (!name.endsWith("_metrics") || typeof content !== "object" || content === null) continue;
    for (const [metric, of] of Object.entries(content as Readonly<Record<string, Reported>>)) {
      if (typeof of.value !== "number") continue;
      const { confidence_interval: interval } = of;
      found[metric] = {
        value: of.value,
        ...(interval && {
          interval: { lower: interval.lower, upper: interval.upper, level: interval.level },
        }),
      };
    }
  }
  return found;
}

interface Reported {
  readonly value?: unknown;
  readonly confidence_interval?: { readonly lower: number; readonly upper: number; readonly level: number };
}
