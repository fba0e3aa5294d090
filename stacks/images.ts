import type { Environment } from "../environments/environment";
import { MODEL_MONITOR_ANALYZER, SCIKIT_LEARN, SPARK, XGBOOST } from "../pipeline-defs/images";
import type { Image } from "../pipeline-defs/images";

/** Amazon's images that an environment's jobs run. */
export function imagesOf({ monitoring, processingEngine }: Environment): readonly Image[] {
  return [
    SCIKIT_LEARN,
    XGBOOST,
    ...(processingEngine === "spark" ? [SPARK] : []),
    ...(monitoring === "model-monitor" ? [MODEL_MONITOR_ANALYZER] : []),
  ];
}
