/**
 * Instance families with local storage: a `d` after the generation (m5d, g4dn, p4de), and those whose every size has it.
 * (EC2 User Guide, "Instance store volumes"; the families are those of the API's InstanceType enumerations.)
 */
const LOCAL_STORAGE = /^ml\.(?:[a-z]+\d+[a-z]*d[a-z]*|g5|g6e?|g7e?|p5(?:en?)?|p6[a-z]*-[a-z0-9]+|trn\d+n?)\./;

/** Whether an instance type has local storage: `ml.m5d.large` has, `ml.m5.large` has not. */
export function hasLocalStorage(instanceType: string): boolean {
  return LOCAL_STORAGE.test(instanceType);
}
