/**
 * The variables that Jenkins holds an environment's account in, outside of the repository. The first that is set counts:
 * FRAUD_PROD_ACCOUNT and then PROD_ACCOUNT are those of `fraud/prod`, so that a further model in the accounts of others
 * needs no variable of its own.
 */
export function accountVariables(environment: string): readonly [string, ...string[]] {
  const base = environment.slice(environment.lastIndexOf("/") + 1);
  return base === environment ? [variableOf(base)] : [variableOf(environment), variableOf(base)];
}

function variableOf(text: string): string {
  const name = `${text.replace(/[^A-Za-z0-9]/g, "_").toUpperCase()}_ACCOUNT`;
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
