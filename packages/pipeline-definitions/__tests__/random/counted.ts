import * as library from "../..";

const used = new Set<string>();

/** The library, which notes what of it is used: a test asks whether random pipelines use all that makes definitions. */
export const lib: typeof library = new Proxy(library, {
  get(target, name, receiver) {
    if (typeof name === "string") used.add(name);
    return Reflect.get(target, name, receiver) as unknown;
  },
});

/** Names of what was used so far. */
export function usedNames(): ReadonlySet<string> {
  return used;
}
