import type { PipelineDefinition } from "../..";
import { loops } from "./loops";
import { sdk3 } from "./sdk3";
import { serving } from "./serving";

/** Definitions in `python/` and `python3/`, rebuilt by hand: what the ones beside the project do not show. */
export const byHand: Readonly<Record<string, () => PipelineDefinition>> = { ...loops, ...sdk3, ...serving };
