/**
 * What the service knows of steps: the shapes of its requests, and what decides whether a result is
 * re-used.
 */
export { cacheExpiry } from "./cache-expiry";
export { cacheKeyValues, isCached } from "./cache-key";
export { hasLocalStorage } from "./local-storage";
export { parsePath } from "./property";
export { argumentsShape, generatedName, matches, shapeOf } from "./service-model";
export type { Shape } from "./shape";
export {
  DEEP_LEARNING_REGISTRIES,
  FRAMEWORK_REGISTRIES,
  MODEL_MONITOR_REGISTRIES,
  SPARK_REGISTRIES,
} from "./registries";
export { NEVER_CACHED, STEP_TYPES } from "./step-types";
