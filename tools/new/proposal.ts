import type { Finding } from "sagemaker-promotion-core/finding";
import type { ColumnType, FrameworkName, Task } from "../../models/model";
import type { ModelJson } from "../../models/model-file";

/** What somebody says of the model to be, by flags or on the terminal. */
export interface Said {
  readonly name: string;
  readonly target: string;
  readonly title?: string | undefined;
  readonly task?: Task | undefined;
  readonly framework?: FrameworkName | undefined;
  /** Of two classes the one whose probability is predicted. */
  readonly positive?: string | undefined;
  readonly types: ReadonlyMap<string, ColumnType>;
}

/** How a column is read, and why, where that is not plain. */
export interface InferredColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** What its values are: `numbers from 0 to 96.5`. */
  readonly values: string;
  readonly why?: string;
  /** What deserves a second look. */
  readonly warning?: string;
  /** Its batches will be unlike the training data, and that is no drift. */
  readonly ignoreDrift?: boolean;
}

/** What is predicted, and why. */
export interface InferredTarget {
  readonly task: Task;
  /** As `model.json` has them; undefined for a regression. */
  readonly classes: readonly string[] | undefined;
  readonly why: string;
  readonly metric: { readonly name: string; readonly threshold: number };
  readonly whyThreshold: string;
}

/** A model made of a data set. */
export interface Proposal {
  readonly model: ModelJson;
  readonly columns: readonly InferredColumn[];
  readonly target: InferredTarget;
}

/** Where a data set's columns stand, for what is said of them. */
export type Locate = (
  column: string,
  said: Pick<Finding, "expected" | "found" | "fix"> & { readonly line?: number },
) => Finding;
