// Text of others made printable, without anything of Node, so that pictures and pages can use it too
// (printable.mjs has the rest).

/**
 * What is shown as an escape: controls of ASCII and of Latin-1 (C0, DEL, C1), format characters (directions, joiners,
 * tags), separators of lines and paragraphs, halves of characters, and whatever is invisible by default. New lines and
 * tabs stay.
 */
export const unprintable = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** The same, and what breaks a line or a column. */
export const unprintableInLine = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** `\n`, `\x1b`, `\u202e`, `\u{e0041}`. @param {string} character */
function escaped(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  const named = { 9: '\\t', 10: '\\n', 13: '\\r' }[code];
  if (named) return named;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

/** The form of a text of one or more lines in which everybody can read it. @param {string} text */
export function printable(text) {
  return text.replaceAll('\r\n', '\n').replace(unprintable, escaped);
}

/**
 * The same in one line: for names, keys and cells of tables, which cannot pretend to be lines of ours.
 * @param {string} text
 */
export const printableLine = (text) => text.replace(unprintableInLine, escaped);
