import { describeText, findInvisible, fixInvisible, nameCharacter, quote } from "../characters";

test.each([
  ["\u00a0", "a no-break space (U+00A0)", "replace it by an ordinary space, or take it out"],
  ["\u202f", "a narrow no-break space (U+202F)", "replace it by an ordinary space, or take it out"],
  ["\u2003", "an invisible character (U+2003)", "replace it by an ordinary space, or take it out"],
  ["\u3000", "an ideographic space (U+3000)", "replace it by an ordinary space, or take it out"],
  ["\ufeff", "a byte order mark (U+FEFF)", "take it out"],
  ["\u200b", "a zero width space (U+200B)", "take it out"],
  ["\u2060", "a word joiner (U+2060)", "take it out"],
  ["\u00ad", "a soft hyphen (U+00AD)", "take it out"],
  ["\u202e", "an invisible character (U+202E)", "take it out"],
  ["\u2800", "an invisible character (U+2800)", "take it out"],
  ["\u3164", "an invisible character (U+3164)", "take it out"],
  ["\u0000", "an invisible character (U+0000)", "take it out"],
  ["\u{e0041}", "an invisible character (U+E0041)", "take it out"],
])("%j is found, and called %s", (character, name, fix) => {
  expect(findInvisible(`a b${character}c`)).toEqual({ offset: 3, character });
  expect(nameCharacter(character)).toBe(name);
  expect(fixInvisible(character)).toBe(fix);
});

test.each(["", "a b", "jörg@müller.example", "東京", "a-_.{}"])("%j can be seen", (text) => {
  expect(findInvisible(text)).toBeUndefined();
  expect(quote(text)).toBe(JSON.stringify(text));
});

test("a text that is not what it should be has its look-alikes named", () => {
  expect(describeText("us\u2011east\u20111")).toBe(
    '"us\u2011east\u20111", with a non-breaking hyphen (U+2011)',
  );
  expect(describeText("\u0435u")).toBe('"\u0435u", with "\u0435" (U+0435)');
  expect(describeText("eu")).toBe('"eu"');
});

test("a quoted text shows what nobody sees", () => {
  expect(quote("us-east-1\u00a0")).toBe('"us-east-1\\u00a0"');
  expect(quote('a\u200b"\u{e0041}')).toBe('"a\\u200b\\"\\udb40\\udc41"');
});
