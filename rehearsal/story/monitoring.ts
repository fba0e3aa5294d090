/** One entry of `constraint_violations.json`, in Model Monitor's documented form. */
export interface Violation {
  readonly feature_name: string;
  readonly constraint_check_type: string;
  readonly description: string;
}

/** The violations among what the monitor wrote. Amazon's analyzer writes no file where there are none. */
export function violationsIn(files: ReadonlyMap<string, string>): readonly Violation[] {
  const text = files.get("constraint_violations.json");
  return text === undefined ? [] : (JSON.parse(text) as { violations: Violation[] }).violations;
}
