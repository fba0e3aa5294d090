import type { ReportData } from "../../report/data";
import example from "./example.json";

/**
 * A rehearsal of the example, shortened: fewer executions, lines and values, and of dev no execution in full. Curves and the
 * gate were added, which its evaluations do not have. TypeScript takes the texts of a JSON file for any texts.
 */
export const EXAMPLE: ReportData = example as unknown as ReportData;

/** The least that there is. */
export const NOTHING_SEEN: ReportData = { model: "fraud", command: "npm run rehearse", environments: [] };
