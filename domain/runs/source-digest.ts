// The digest of what a run's pipeline was read from. Nothing computes with these texts, so no other digest has them;
// but people read them, and a fork reads them again.
import { digestJson, type Digest } from '../digest.js';

/** The parts of a frozen run that it covers. */
export interface RunSource {
  readonly run: string;
  readonly digest: Digest;
  readonly text: string;
  readonly file?: string;
  readonly folder?: string;
  readonly overrides?: object;
  readonly files?: readonly { readonly path: string; readonly text: string }[];
  readonly forkedFrom?: { readonly run: string; readonly at: string };
}

export function sourceDigest(source: RunSource): Digest {
  const { run, digest, text, file, folder, overrides = {}, files = [], forkedFrom } = source;
  const texts = files.map((one) => ({ path: one.path, text: one.text }));
  const origin = { file: file ?? null, folder: folder ?? null, forkedFrom: forkedFrom ?? null };
  return digestJson({ run, digest, text, overrides, files: texts, ...origin });
}
