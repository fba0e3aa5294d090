import type { Remark } from "./finding";

/** Why a schedule is not one that EventBridge takes; undefined when it is. */
export function explainSchedule(text: string): Omit<Remark, "pointer"> | undefined {
  void text;
  return undefined;
}
