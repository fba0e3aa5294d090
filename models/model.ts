/**
 * One model, as typed values: what `parse.ts` makes of `models/<model_name>/model.json`. Where the model is trained and runs,
 * an environment's file says.
 */

/** What kind of value is predicted. */
export type Task = "binary" | "multiclass" | "regression";

/** How a column of the data is read. Text is left out of training. */
export type ColumnType = "number" | "category" | "date" | "boolean" | "text";

/** What trains and serves. */
export type FrameworkName = "xgboost" | "xgboost-script" | "scikit-learn" | "pytorch" | "container";

/**
 * Whether several machines train one model. A script would train it whole on each of them, and an image of one's own says
 * nothing of it.
 */
export function trainsOnMany(framework: FrameworkName): boolean {
  return framework === "xgboost";
}

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Which values of a metric are better. */
export type Direction = "maximize" | "minimize";

/** The metric that decides whether a version is registered. */
export interface ModelMetric {
  /** `auc`, `rmse`, … */
  readonly name: string;
  readonly direction: Direction;
  /** A version is registered only when its metric is at least (or at most) this. */
  readonly threshold: number;
  /** By how much it must beat the version in use, in the metric's own unit; undefined where it need not. */
  readonly improvement: number | undefined;
  /** The parameter of the training pipeline whose default is the threshold. */
  readonly parameter: string;
}

/** How drift is told from chance. */
interface DriftSettings {
  /** Chance that a batch without drift is called drifted, over all columns together. */
  readonly significance: number;
  /** A distance between two distributions that is not larger does not count. */
  readonly threshold: number;
  /** In a batch of fewer rows only what is certain counts as drift. */
  readonly minimumRows: number;
  /** Columns that may be anything. */
  readonly ignore: readonly string[];
}

/** How much harm a wrong prediction can do, as a model card rates it. */
export type RiskRating = "High" | "Medium" | "Low" | "Unknown";

/** What people should know of a model; undefined where its folder says nothing. */
interface CardTexts {
  /** Who answers for it. */
  readonly owner: string | undefined;
  readonly intendedUse: string | undefined;
  /** Where its predictions are not to be trusted. */
  readonly limits: string | undefined;
  readonly riskRating: RiskRating;
}

/** Where a rehearsal's data are. */
interface RehearsalData {
  /** Path of a CSV file, below the model's folder or in the package. */
  readonly data: string;
  /** A Python package of the rehearsal's; undefined for the model's folder. */
  readonly package: string | undefined;
}

export interface ModelDescription {
  /** `model_name`: the name of the folder. */
  readonly name: string;
  /** What it predicts, for people. */
  readonly title: string;
  readonly task: Task;
  /** The column that is predicted. */
  readonly target: string;
  /** Of the target, as the data writes them; of two the second is the positive one. None with task regression. */
  readonly classes: readonly string[];
  /** All columns of the training data, in their order. */
  readonly columns: readonly Column[];
  readonly framework: FrameworkName;
  /** The image of one's own, with framework `container`. */
  readonly image: string | undefined;
  /** As SageMaker takes them: texts. */
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly metric: ModelMetric;
  readonly drift: DriftSettings;
  readonly card: CardTexts;
  readonly serving: { readonly instanceTypes: readonly string[] };
  /** Undefined where the folder says nothing: `rehearse` then asks for `--data`. */
  readonly rehearsal: RehearsalData | undefined;
  /** Names of the Python files in its folder, which take the place of the shared scripts of these names. */
  readonly scripts: readonly string[];
}

/** The columns that a model learns from: neither the target nor text. */
export function featuresOf({ columns, target }: ModelDescription): readonly Column[] {
  return columns.filter(({ name, type }) => name !== target && type !== "text");
}

/** The columns of a batch: all but the target. */
export function batchColumnsOf({ columns, target }: ModelDescription): readonly Column[] {
  return columns.filter(({ name }) => name !== target);
}
