// The texts of protocol 0, one a line, in which Python writes some characters by their numbers.
import { latin1 } from '../byte-cursor.js';
import { FormatError } from '../format-error.js';

const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };

/** A text of Python 2 between quotes, as bytes. @throws FormatError if it stands in no quotes */
export function unescapeBytes(line: Uint8Array, offset: number): Uint8Array {
  const text = latin1(line);
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote))
    throw new FormatError('a text of protocol 0 must stand in quotes (it does not)', offset);
  const plain = text
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-f]{2})|([nrt\\'"]))/gi, (whole, hex: string | undefined, letter: string | undefined) =>
      hex === undefined ? (named[letter!] ?? whole) : String.fromCharCode(parseInt(hex, 16)),
    );
  return Buffer.from(plain, 'latin1');
}

/** Latin-1 with `\uXXXX` and `\UXXXXXXXX`. A number that is no character stays as it is written. */
export function unescapeText(line: Uint8Array): string {
  return latin1(line).replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (whole, short?: string, long?: string) => {
    const code = parseInt((short ?? long)!, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
