import type { Environment } from "../environments/environment";
import type { Contract } from "./contract";
import type { FrameworkName, ModelDescription } from "../models/model";
import {
  MODEL_MONITOR_ANALYZER,
  ownImage,
  PYTORCH_INFERENCE,
  PYTORCH_TRAINING,
  SCIKIT_LEARN,
  SCIKIT_LEARN_MODEL,
  SPARK,
  XGBOOST,
  type Image,
} from "./images";

/** All that is particular to a framework. */
export interface Framework {
  readonly contract: Contract;
  readonly trains: Image;
  readonly serves: Image;
  /** Runs evaluate.py: the image that can load a version, where Amazon makes one. */
  readonly evaluates: Image;
  /** The script of `ml/` that trains and serves a model without a train.py of its own. */
  readonly program?: string;
}

function inOneImage(image: Image): Pick<Framework, "trains" | "serves" | "evaluates"> {
  return { trains: image, serves: image, evaluates: image };
}

/** Amazon's. */
const FRAMEWORKS: Readonly<Record<Exclude<FrameworkName, "container">, Framework>> = {
  xgboost: { contract: "built-in", ...inOneImage(XGBOOST) },
  "xgboost-script": {
    contract: "script",
    program: "train_xgboost.py",
    ...inOneImage(XGBOOST),
  },
  "scikit-learn": {
    contract: "script",
    program: "train_scikit_learn.py",
    ...inOneImage(SCIKIT_LEARN_MODEL),
  },
  pytorch: {
    contract: "script",
    trains: PYTORCH_TRAINING,
    serves: PYTORCH_INFERENCE,
    evaluates: PYTORCH_TRAINING,
  },
};

/** The framework of a model. */
export function frameworkOf({ framework, image }: ModelDescription): Framework {
  if (framework !== "container") return FRAMEWORKS[framework];
  const own = ownImage(image ?? "");
  return {
    contract: "container",
    trains: own,
    serves: own,
    evaluates: SCIKIT_LEARN,
  };
}

/** Whether a training makes models too, for its version to predict the test rows: in an image of one's own. */
export function trainingMakesModels({ description }: Environment): boolean {
  return frameworkOf(description).contract === "container";
}

/** Images that an environment's jobs run, each once. */
export function imagesOf({ monitoring, processingEngine, description }: Environment): readonly Image[] {
  const { trains, serves, evaluates } = frameworkOf(description);
  return [
    ...new Set([
      SCIKIT_LEARN,
      trains,
      serves,
      evaluates,
      ...(processingEngine === "spark" ? [SPARK] : []),
      ...(monitoring === "model-monitor" ? [MODEL_MONITOR_ANALYZER] : []),
    ]),
  ];
}
