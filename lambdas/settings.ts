import { FunctionError } from "./function-error";

/** A variable that the stack sets. @throws FunctionError `MissingSetting` */
export function requiredSetting(
  variables: Readonly<Record<string, string | undefined>>,
  name: string,
): string {
  const value = variables[name];
  if (value) return value;
  throw new FunctionError(
    "MissingSetting",
    `The environment variable ${name} is not set. Deploy the promotion stack again.`,
  );
}
