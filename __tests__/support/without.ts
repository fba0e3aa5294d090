/** An object without some of its members. */
export function without<Whole extends object, Name extends keyof Whole>(
  whole: Whole,
  ...names: readonly Name[]
): Omit<Whole, Name> {
  return Object.fromEntries(
    Object.entries(whole).filter(([name]) => !names.some((gone) => gone === name)),
  ) as Omit<Whole, Name>;
}
