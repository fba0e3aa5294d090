/** What people call the characters that they cannot see, or take for others. Unicode's names, in lower case. */
const NAMES: Readonly<Record<string, string>> = {
  "\t": "a tab",
  "\u00a0": "a no-break space",
  "\u00ad": "a soft hyphen",
  "\u200b": "a zero width space",
  "\u200c": "a zero width non-joiner",
  "\u200d": "a zero width joiner",
  "\u200e": "a left-to-right mark",
  "\u200f": "a right-to-left mark",
  "\u2010": "a hyphen that is none of the keyboard's",
  "\u2011": "a non-breaking hyphen",
  "\u2013": "an en dash",
  "\u2014": "an em dash",
  "\u2028": "a line separator",
  "\u2029": "a paragraph separator",
  "\u202f": "a narrow no-break space",
  "\u2060": "a word joiner",
  "\u2212": "a minus sign",
  "\u3000": "an ideographic space",
  "\ufeff": "a byte order mark",
};

/** Control and format characters, blanks but the ordinary one, and what fonts leave out; U+2800 is an empty braille cell. */
export const INVISIBLE = /(?! )[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;
const EVERY_INVISIBLE = new RegExp(INVISIBLE, "gu");

/** Where the first invisible character of a text stands, and which it is; undefined where there is none. An ordinary space is visible. */
export function findInvisible(
  text: string,
): { readonly offset: number; readonly character: string } | undefined {
  const found = INVISIBLE.exec(text);
  return found === null ? undefined : { offset: found.index, character: found[0] };
}

/** A character by its name and number: `a no-break space (U+00A0)`. */
export function nameCharacter(character: string): string {
  const kind = INVISIBLE.test(character) ? "an invisible character" : `"${character}"`;
  return `${NAMES[character] ?? kind} (${codePoint(character)})`;
}

/** What to do about an invisible character. */
export function fixInvisible(character: string): string {
  return /\p{Z}/u.test(character) ? "replace it by an ordinary space, or take it out" : "take it out";
}

/** A text in double quotes, its invisible characters as `\u00a0`. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(EVERY_INVISIBLE, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }).join(""),
  );
}

/** A text that is not what it should be: quoted, and its characters named that look like ones of the keyboard. */
export function describeText(text: string): string {
  const others = [...new Set(text.match(/[^\u0000-\u007f]/gu))].map(nameCharacter);
  return others.length === 0 ? quote(text) : `${quote(text)}, with ${others.slice(0, 3).join(" and ")}`;
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
