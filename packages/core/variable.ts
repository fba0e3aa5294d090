/**
 * A variable of the environment; undefined where it is not set, or holds blanks alone: a form that was left empty, in Jenkins
 * or in a shell's script, sets a variable to nothing.
 * @param environment default: the process's own
 */
export function variable(name: string, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const value = environment[name];
  return value === undefined || value.trim() === "" ? undefined : value;
}
