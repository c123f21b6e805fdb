// Bytes of a pipeline file → its text, or a finding: size, UTF-8, binary.
import type { Finding, Source } from './complaint.js';

/** Real pipelines have a few kilobytes. For some texts the parser's time grows with the square of their length. */
export const largestBytes = 64 * 1024;

/** A file's content; `tooLarge`: its size, if it was not read because of that. */
export type FileContent = string | Uint8Array | { readonly tooLarge: number };

/** The text of a file, without its byte order mark. */
export function decodeSource(file: string, content: FileContent): { source: Source; findings: Finding[] } {
  const bytes = sizeOf(content);
  if (bytes > largestBytes || isTooLarge(content)) {
    const message = `a pipeline file must have at most ${largestBytes / 1024} KiB (got ${Math.ceil(bytes / 1024)} KiB)`;
    const finding = { message, expected: `at most ${largestBytes / 1024} KiB`, found: `${bytes} bytes` };
    return failed(file, '', 'EAGAN_PIPELINE_TOO_LARGE', finding);
  }
  const text = typeof content === 'string' ? content : decodeUtf8(content);
  if (text === null) return notUtf8(file, content as Uint8Array);
  const control = text.search(controlCharacters);
  if (control >= 0) return notText(file, text, control);
  return { source: { file, text: text.replace(/^\uFEFF/, '') }, findings: [] };
}

const isTooLarge = (content: FileContent): content is Extract<FileContent, { readonly tooLarge: number }> =>
  typeof content === 'object' && 'tooLarge' in content;

function sizeOf(content: FileContent): number {
  if (isTooLarge(content)) return content.tooLarge;
  return typeof content === 'string' ? Buffer.byteLength(content) : content.length;
}

// YAML allows tab, line feed, carriage return and next line; all others mean that this is no text.
// eslint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;

type Words = Pick<Finding, 'message' | 'expected' | 'found'>;

function failed(file: string, text: string, code: Finding['code'], words: Words): ReturnType<typeof decodeSource> {
  const source = { file, text };
  const place = { source, start: text.length, end: text.length };
  return { source, findings: [{ code, severity: 'error', path: [], place, ...words }] };
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function notUtf8(file: string, bytes: Uint8Array): ReturnType<typeof decodeSource> {
  const at = firstIllegalByte(bytes);
  const hex = `0x${bytes[at]!.toString(16).padStart(2, '0')}`;
  const message = `the file must be UTF-8 text (byte ${at + 1}, ${hex}, does not start a valid character)`;
  const before = new TextDecoder().decode(bytes.subarray(0, at));
  return failed(file, before, 'EAGAN_PIPELINE_ENCODING', { message, expected: 'UTF-8 text', found: `the byte ${hex}` });
}

/**
 * Halves the interval in which a prefix stops being decodable. The bad byte follows the complete characters of that
 * prefix.
 */
function firstIllegalByte(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (wholeCharacters(bytes.subarray(0, middle)) === null) bad = middle;
    else good = middle;
  }
  return wholeCharacters(bytes.subarray(0, good))!;
}

/** The number of bytes in complete characters of a prefix; null if it holds an illegal one. */
function wholeCharacters(bytes: Uint8Array): number | null {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return Buffer.byteLength(decoder.decode(bytes, { stream: true }));
  } catch {
    return null;
  }
}

function notText(file: string, text: string, at: number): ReturnType<typeof decodeSource> {
  const code = `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`;
  const message = `the file must be text (got the control character ${code})`;
  const words = { message, expected: 'text', found: code };
  return failed(file, text.slice(0, at), 'EAGAN_PIPELINE_ENCODING', words);
}
