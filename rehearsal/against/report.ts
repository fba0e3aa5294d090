import type { Comparison } from "./compare";
import type { Sides } from "./row";

/** What `--against` found out. The same two trees, rehearsed in the same way, give the same report. */
export interface AgainstReport {
  /** git's hashes of all files; head's holds what no commit holds yet. */
  readonly trees: Sides<string>;
  /** How both were rehearsed where it was not as always, such as `--only 1-5`. */
  readonly options: readonly string[];
  /** Null where both are the same tree, and nothing was rehearsed. */
  readonly comparison: Comparison | null;
}
