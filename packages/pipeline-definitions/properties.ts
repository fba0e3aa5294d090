import { get, type StringVariable, type Variable } from "./variable";

/**
 * What a step's result offers, typed from the API's Describe… response: every leaf is a variable.
 * Members are AWS's own names, in upper case; `item`, `named` and `key` are ours.
 */
export type Properties<T> = [T] extends [never]
  ? never
  : [T] extends [boolean]
    ? Variable<boolean>
    : [T] extends [number]
      ? Variable<number>
      : [T] extends [string]
        ? string extends T
          ? StringVariable
          : Variable<T>
        : [T] extends [Date]
          ? StringVariable
          : T extends readonly (infer Item)[]
            ? PropertyList<Item>
            : T extends object
              ? string extends keyof T
                ? PropertyMap<T[keyof T]>
                : {
                    readonly [Key in keyof T as Key extends "$metadata" ? never : Key]-?: Properties<
                      Exclude<T[Key], undefined>
                    >;
                  }
              : never;

export interface PropertyList<Item> {
  /** By position, from 0. */
  item(index: number): Properties<Item>;
  /** By the name that the item carries, such as an output's or a metric's. */
  named(name: string): Properties<Item>;
}

export interface PropertyMap<Item> {
  key(name: string): Properties<Exclude<Item, undefined>>;
}

/**
 * Members of AWS's APIs that spell them in upper case: everything else is asked by the language or a
 * tool (`then`, `toJSON`).
 */
const UPPER_CASE = /^[A-Z]/;
/**
 * Members of the APIs that spell them in lower case, told from what the language and its tools ask of
 * any object.
 */
export const LOWER_CASE =
  /^(?!(?:then|toJSON|toString|valueOf|constructor|inspect|nodeType|asymmetricMatch)$)[a-z]/;

/**
 * The properties of a step. Any path can be asked for at run time; the type says which exist.
 * @param members tells names of members from everything else that is asked of an object
 */
export function propertiesOf<T>(stepName: string, members: RegExp = UPPER_CASE): Properties<T> {
  const root: unknown = propertyAt(`Steps.${stepName}`, members);
  return root as Properties<T>;
}

function propertyAt(path: string, members: RegExp): object {
  return new Proxy(get(path), {
    get(target, key) {
      if (Object.hasOwn(target, key)) return Reflect.get(target, key) as unknown;
      if (typeof key === "symbol") return undefined;
      if (key === "item") return (index: number) => propertyAt(`${path}[${index}]`, members);
      if (key === "named" || key === "key")
        return (name: string) => propertyAt(`${path}['${name}']`, members);
      return members.test(key) ? propertyAt(`${path}.${key}`, members) : undefined;
    },
  });
}
