import {
  checkJsonFile,
  type CheckedFile,
  type DeepPartial,
  type TextFile,
} from "sagemaker-promotion-core/json-file";
import { schemaCheck } from "sagemaker-promotion-core/json-schema";
import type { ColumnType, Direction, FrameworkName, RiskRating, Task } from "./model";
import schema from "./model.schema.json";

/** The content of a `model.json` that has passed the schema. */
export interface ModelJson {
  readonly title?: string;
  readonly task: Task;
  readonly target: string;
  readonly classes?: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  readonly framework: FrameworkName;
  readonly image?: string;
  readonly hyperparameters?: Readonly<Record<string, string | number | boolean>>;
  readonly metric: {
    readonly name: string;
    readonly direction?: Direction;
    readonly threshold: number;
    readonly improvement?: number;
    readonly parameter?: string;
  };
  readonly drift?: {
    readonly significance?: number;
    readonly threshold?: number;
    readonly minimum_rows?: number;
    readonly ignore?: readonly string[];
  };
  readonly card?: {
    readonly owner?: string;
    readonly intended_use?: string;
    readonly limits?: string;
    readonly risk_rating?: RiskRating;
  };
  readonly serving?: { readonly instance_types?: readonly string[] };
  readonly rehearsal?: { readonly data: string; readonly package?: string };
}

/** The keys whose values are valid so far. Rules across keys check these alone, so that one mistake gives one finding. */
export type SoundModel = DeepPartial<ModelJson>;

const { check } = schemaCheck(schema, "model.schema.json");

/** The defaults of what a file leaves out, as the schema says them. */
export const DRIFT_DEFAULTS = {
  significance: schema.properties.drift.properties.significance.default,
  threshold: schema.properties.drift.properties.threshold.default,
  minimumRows: schema.properties.drift.properties.minimum_rows.default,
};
export const RISK_RATING = schema.properties.card.properties.risk_rating.default as RiskRating;
export const INSTANCE_TYPES = schema.properties.serving.properties.instance_types.default;

/** Reads one description: JSON and schema. Finds everything, throws nothing. */
export function readModelFile(file: TextFile): CheckedFile & { readonly sound: SoundModel } {
  const checked = checkJsonFile(file, { schema: check });
  // What the schema lets pass is of its type.
  return { ...checked, sound: checked.sound as SoundModel };
}
