const NAME_CHARACTERS = 63;
const SUFFIX_LENGTH = 10;
const SUFFIX_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A name for what a step creates, as Pipelines names it: `pipelines-<execution>-<step>-<ten random characters>`. */
export function resourceName(executionId: string, step: string, random: () => number = Math.random): string {
  return suffixed(`pipelines-${executionId}-${step}`, random);
}

/** A prefix and ten random characters, in the characters and length that names of jobs and models may have. */
export function suffixed(prefix: string, random: () => number = Math.random): string {
  const clean = prefix
    .replace(/[^A-Za-z0-9-]/gu, "-")
    .slice(0, NAME_CHARACTERS - SUFFIX_LENGTH - 1)
    .replace(/-+$/u, "");
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () =>
    SUFFIX_CHARACTERS.charAt(Math.floor(random() * SUFFIX_CHARACTERS.length)),
  );
  return `${clean}-${suffix.join("")}`;
}
