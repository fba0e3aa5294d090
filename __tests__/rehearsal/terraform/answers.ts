/** Everything that an account's APIs tell of its resources, by service and name. */
export type Snapshot = Record<string, unknown>;

/** The answer, or the name of the error where the thing is not set. */
export async function answer(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return error instanceof Error ? `(${error.name})` : error;
  }
}

/** Several answers about one resource. */
export async function all(
  calls: Readonly<Record<string, Promise<unknown>>>,
): Promise<Record<string, unknown>> {
  const entries = Object.entries(calls).map(async ([name, call]) => [name, await answer(call)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
