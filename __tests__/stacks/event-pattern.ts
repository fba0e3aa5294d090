/** Whether an EventBridge pattern lets an event through: the operators that our rules use, exact values and anything-but. */
export function patternMatches(pattern: unknown, event: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((alternative) => alternativeMatches(alternative, event));
  if (typeof pattern !== "object" || pattern === null) throw new Error("a pattern's leaf is an array");
  if (typeof event !== "object" || event === null) return false;
  const fields = new Map(Object.entries(event));
  return Object.entries(pattern).every(([key, part]) => patternMatches(part, fields.get(key)));
}

function alternativeMatches(alternative: unknown, value: unknown): boolean {
  if (typeof alternative === "string") return alternative === value;
  const [operator, operand] = Object.entries(alternative as object)[0] ?? [];
  if (operator !== "anything-but" || !Array.isArray(operand)) {
    throw new Error(`no operator that is known here: ${JSON.stringify(alternative)}`);
  }
  return value !== undefined && !operand.includes(value);
}
