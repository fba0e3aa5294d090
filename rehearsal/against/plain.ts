// Control characters but line breaks and tabs, and those that turn the direction of a text: a terminal obeys the former,
// and a page shows with the latter something else than is there.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text that others wrote, for a page or a terminal: what cannot be seen becomes a mark. */
export function plain(text: string): string {
  return text.replace(UNSEEN, "\ufffd");
}
