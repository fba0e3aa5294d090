import type { ModelDescription } from "../../models/model";

/** Why a line of predictions, a row's values and what the model says of it, ends in none of its task; undefined where it does. */
export function predictionFault({ task, classes }: ModelDescription, line: string): string | undefined {
  if (task === "multiclass") return classesFault(classes.length, line);
  const text = line.slice(line.lastIndexOf(",") + 1).trim();
  const value = text === "" ? NaN : Number(text);
  if (task === "regression") return Number.isFinite(value) ? undefined : "no number";
  return value >= 0 && value <= 1 ? undefined : "no probability";
}

/** How far probabilities of one row may be from 1 together: they are of single precision. */
const ROUNDING = 1e-3;

/** Of several classes a row has each one's probability, in brackets where the built-in algorithm predicts. */
function classesFault(count: number, line: string): string | undefined {
  const probabilities = line
    .replace(/[[\]\s"]/g, "")
    .split(",")
    .slice(-count)
    .map(Number);
  const sum = probabilities.reduce((total, one) => total + one, 0);
  const fits = probabilities.length === count && probabilities.every((one) => one >= 0 && one <= 1);
  return fits && Math.abs(sum - 1) <= ROUNDING ? undefined : `no ${count} probabilities`;
}
