import {
  isJsonList,
  isJsonObject,
  SECRET_FORMS,
  secretByName,
  type Json,
} from "sagemaker-pipeline-definitions";

/** What stands for a secret. */
const REDACTED = "(redacted)";

const FORMS = SECRET_FORMS.map(({ form }) => new RegExp(form, `${form.flags}g`));

const QUOTED = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`/.source;
const NAME = String.raw`[A-Za-z][\w-]{0,80}`;

/** Where a name stands beside a value, in any language: what comes before the value, the name in it, the value. */
const BESIDE: readonly RegExp[] = [
  // `DB_PASSWORD = "…"`, `"apiKey": "…"`, `password='…'`, `token: …`; the value's start may be `b"`.
  new RegExp(
    String.raw`(\b(${NAME})["'\`]?\]?\s*(?:=>?|:=|:(?=\s|["'\`]))\s*)([a-z]{0,2}(?:${QUOTED})|[^\s"'\`,;)\]}]+)`,
    "g",
  ),
  // `("DB_PASSWORD", "…")`: a name, and its value where there is none.
  new RegExp(String.raw`(\(["'](${NAME})["']\s*,\s*)(${QUOTED})`, "g"),
  // `--token …`.
  new RegExp(String.raw`(--?(${NAME})[ =])([^\s-]\S*)`, "g"),
];

/** What stands where a value would, and is none: a call, a member, a variable, what is redacted. */
const CODE = /^(?:undefined|[({[=])|^\w+[.([]|^\$|^\(redacted/i;

/**
 * A text without what is a secret by its form, by the name it stands beside, or because it is one of the given values.
 * Twice redacted is once redacted.
 */
export function redactText(text: string, values: readonly string[] = []): string {
  let shown = text;
  for (const value of values) shown = shown.replaceAll(value, REDACTED);
  for (const form of FORMS) shown = shown.replace(form, REDACTED);
  for (const beside of BESIDE) shown = shown.replace(beside, hidden);
  return shown;
}

function hidden(found: string, before: string, name: string, value: string): string {
  const [, start = "", quote = "", inner = value] = /^([a-z]{0,2}(["'`]))(.*)\2$/s.exec(value) ?? [];
  const isValue = inner !== REDACTED && (quote !== "" || !CODE.test(inner));
  return isValue && secretByName(inner, name) !== undefined ? `${before}${start}${REDACTED}${quote}` : found;
}

/** The same of every text in a JSON value. A name counts for all that stands under it. */
export function redactJson<T>(value: T, values: readonly string[] = []): T {
  return redacted(value as Json, values, []) as T;
}

function redacted(value: Json, values: readonly string[], names: readonly string[]): Json {
  if (typeof value === "string") {
    const isSecret = names.some((name) => secretByName(value, name) !== undefined);
    return isSecret ? REDACTED : redactText(value, values);
  }
  if (isJsonList(value)) return value.map((item) => redacted(item, values, names));
  if (!isJsonObject(value)) return value;
  // `{ "Name": "ApiKey", "Value": "…" }`, as parameters and variables are written.
  const { Name } = value;
  const own = typeof Name === "string" ? [...names, Name] : names;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redactText(key, values),
      key === "Name" ? redacted(item ?? null, values, names) : redacted(item ?? null, values, [...own, key]),
    ]),
  );
}

/** Shorter ones would hit words. */
const SHORTEST_VALUE = 8;

/** Values of a process's environment that are secrets by their names, the longest first. */
export function secretValues(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment)
    .flatMap(([name, value = ""]) =>
      value.length >= SHORTEST_VALUE && secretByName(value, name) !== undefined ? [value] : [],
    )
    .sort((a, b) => b.length - a.length);
}
