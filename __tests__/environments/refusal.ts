import { ConfigurationError, type Finding } from "sagemaker-promotion-core/finding";
import { parseEnvironments, type EnvironmentFile } from "../support/parse";

/** The findings that refuse the files; fails the test when they are accepted. */
export function refusal(
  files: readonly EnvironmentFile[],
  parse: (files: readonly EnvironmentFile[]) => unknown = (all) => parseEnvironments(all),
): readonly Finding[] {
  try {
    parse(files);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.findings;
    throw error;
  }
  throw new Error("the files were accepted");
}

/** A finding without its position, one line. */
export function brief({ pointer, expected, found, fix }: Finding): string {
  return `${pointer}: expected ${expected}; found ${found}; ${fix}`;
}
