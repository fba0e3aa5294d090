import { parseArn } from "sagemaker-promotion-core/arn";
import { html, type Html } from "./html";

/** A metric's value: three digits, or a number that is larger than 1000 as it is. */
export function number(value: number, digits = 3): string {
  if (Number.isInteger(value)) return String(value);
  const magnitude = Math.abs(value);
  return magnitude >= 1000 || (magnitude > 0 && magnitude < 0.001)
    ? value.toPrecision(4)
    : value.toFixed(digits);
}

/** `87.5 %` */
export function percent(share: number): string {
  const value = share * 100;
  return `${Number.isInteger(value) ? String(value) : value.toFixed(1)} %`;
}

/** `0.9 s`, `2 min 5 s` */
export function seconds(value: number): string {
  if (value < 60) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${rest} s`;
}

/** `1 row`, `2 rows` */
export function counted(amount: number, one: string, more = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : more}`;
}

/** `a, b and c` */
export function listed(texts: readonly string[]): string {
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} and ${last}`;
}

/** A moment as people read it: `2026-11-30 08:47 UTC`. */
export function moment(iso: string | null): Html {
  if (iso === null) return html`–`;
  const [, day = iso, clock = ""] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(iso) ?? [];
  return html`<time datetime="${iso}">${day} ${clock === "" ? "" : `${clock} UTC`}</time>`;
}

/** The clock of a moment: `08:47:36`. */
export function clock(iso: string): Html {
  return html`<time datetime="${iso}">${/T(\d\d:\d\d:\d\d)/.exec(iso)?.[1] ?? iso}</time>`;
}

/** Who somebody is, shortest: the name that an approval is recorded under, or the role of an ARN. */
export function who(principal: string | null): string {
  if (principal === null) return "nobody said who";
  const [, person] = /^(.+) as arn:/.exec(principal) ?? [];
  if (person !== undefined) return person;
  const { resource } = parseArn(principal) ?? {};
  if (resource === undefined) return principal;
  const [kind, name = kind ?? "", session = ""] = resource.split("/");
  if (kind === "root") return "an administrator";
  // A function's session bears its name (Lambda developer guide, "Defining Lambda function permissions").
  return session.endsWith("-start-retraining") ? "the retraining function" : name;
}

/** The beginning of a digest or a commit. */
export function short(digest: string): string {
  return /^[0-9a-f]{16,}(-dirty)?$/.test(digest) ? digest.slice(0, 10) : digest;
}
