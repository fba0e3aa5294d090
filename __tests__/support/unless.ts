/** `describe`, or a skip that says why: the reporter of skips prints the reason at the end of the run. */
export function describeUnless(reason: string | undefined, name: string, tests: () => void): void {
  if (reason === undefined) describe(name, tests);
  else describe.skip(`${name} (skipped: ${reason})`, tests);
}

/** The same for a single test. */
export function testUnless(reason: string | undefined, name: string, run: jest.ProvidesCallback): void {
  if (reason === undefined) test(name, run);
  else test.skip(`${name} (skipped: ${reason})`, run);
}
