import { validationException } from "./errors";
import { numberAt, textAt } from "./json";
import type { Json, JsonObject } from "./json";

/** Items of a page where the request does not say (the API reference gives 10 for most lists). */
const DEFAULT_PAGE = 10;

/** How a List operation filters and sorts. */
interface Listing<T> {
  /** Milliseconds; for CreationTimeAfter/Before (or CreatedAfter/Before) and sorting. */
  readonly created: (item: T) => number;
  readonly name?: (item: T) => string;
  /** What SortBy may ask for, besides CreationTime. */
  readonly sorts?: Readonly<Record<string, (item: T) => string>>;
  readonly defaultSort?: string;
  readonly defaultOrder?: "Ascending" | "Descending";
  readonly defaultPage?: number;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly NextToken: string | undefined;
}

/** Filters, sorts and cuts a list as the request asks. */
export function page<T>(input: JsonObject, all: Iterable<T>, listing: Listing<T>): Page<T> {
  const found = [...all].filter((item) => within(input, item, listing));
  const sortBy = textAt(input, "SortBy") ?? listing.defaultSort ?? "CreationTime";
  const keyOf = listing.sorts?.[sortBy] ?? listing.created;
  const descending = (textAt(input, "SortOrder") ?? listing.defaultOrder ?? "Descending") === "Descending";
  // Creation may fall into one millisecond: the order of creation decides, as the list is in that order.
  const keyed = found.map((item, index) => ({ item, index, key: keyOf(item) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
  if (descending) keyed.reverse();
  const start = offsetOf(textAt(input, "NextToken"));
  const end = start + (numberAt(input, "MaxResults") ?? listing.defaultPage ?? DEFAULT_PAGE);
  return {
    items: keyed.slice(start, end).map(({ item }) => item),
    NextToken: end < keyed.length ? Buffer.from(`offset:${end}`).toString("base64url") : undefined,
  };
}

function within<T>(input: JsonObject, item: T, { created, name }: Listing<T>): boolean {
  const after = milliseconds(input["CreationTimeAfter"] ?? input["CreatedAfter"]);
  const before = milliseconds(input["CreationTimeBefore"] ?? input["CreatedBefore"]);
  const contains = textAt(input, "NameContains");
  const time = created(item);
  if (after !== undefined && time <= after) return false;
  if (before !== undefined && time >= before) return false;
  return contains === undefined || name === undefined || name(item).includes(contains);
}

function milliseconds(time: Json | undefined): number | undefined {
  if (typeof time === "number") return time * 1000;
  return typeof time === "string" ? Date.parse(time) : undefined;
}

function offsetOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const match = /^offset:(\d+)$/u.exec(Buffer.from(token, "base64url").toString());
  if (match === null) throw validationException("Invalid NextToken");
  return Number(match[1]);
}
