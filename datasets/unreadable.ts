// Files that are not readable images: why each is not, and one error that names them.
import { EaganError } from '../domain/errors.js';
import { shownName } from './names.js';

export interface UnreadableFile {
  readonly name: string;
  readonly reason: string;
}

/** At most this many are named; the rest is counted. */
export const namedAtMost = 20;

/** Why bytes could not be decoded, from the decoder's message. */
export function decodeProblem(bytes: Uint8Array, error: unknown): string {
  const said = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim();
  if (said.startsWith('too large')) return said;
  if (/pixel limit/i.test(said)) return 'damaged: its image is larger than its header says';
  if (/unsupported image format/i.test(said) && !isCut(bytes)) return `its content is not a ${knownContent} image`;
  if (/^samples of/.test(said)) return said;
  return isCut(bytes) ? 'truncated: its end is missing' : `damaged (${said})`;
}

const knownContent = 'JPEG, PNG, WebP, GIF, TIFF or AVIF';

/** True if the format has an end mark or gives its length, and the bytes end before. */
function isCut(bytes: Uint8Array): boolean {
  const text = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  if (text(0, 2) === '\xff\xd8') return !text(-64, bytes.length).includes('\xff\xd9');
  if (text(1, 4) === 'PNG') return !text(-64, bytes.length).includes('IEND');
  if (text(0, 3) === 'GIF') return !text(-8, bytes.length).includes('\x3b');
  if (text(0, 4) === 'RIFF') return bytes.length < 12 || Buffer.from(bytes).readUInt32LE(4) + 8 > bytes.length;
  return false;
}

/** EAGAN_IMAGE_UNREADABLE about all files; it names the first of them and counts the rest. */
export function unreadableError(folder: string, files: readonly UnreadableFile[]): EaganError {
  const shown = files.slice(0, namedAtMost).map(({ name, reason }) => `${shownName(name)} (${reason})`);
  const rest = files.length > namedAtMost ? `, and ${files.length - namedAtMost} more` : '';
  const what = files.length === 1 ? '1 file is not' : `${files.length} files are not`;
  return new EaganError(
    'EAGAN_IMAGE_UNREADABLE',
    `all images in ${folder} must be readable, but ${what}: ${shown.join(', ')}${rest}`,
    `List all of them: eagan dataset inspect ${folder}. Repair or remove them, then: eagan run FILE. Or skip them: eagan run FILE --set dataset.unreadable=skip`,
  );
}
