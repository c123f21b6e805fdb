// One file of any kind: which check applies, and its result.
import { basename } from 'node:path';
import { readRegularFile } from '../../scripts/foreign-files.mjs';
import { GoldenFindings } from './findings.js';
import { checkGenotype } from './genotype-array.js';
import { checkJson } from './json-cases.js';
import { messageOf } from './malformed.js';
import { checkTensors } from './tensor-file.js';

export interface FileVerdict {
  readonly path: string;
  /** `ignored`: not a golden file, or one of a kind that this version does not check. */
  readonly verdict: 'passed' | 'failed' | 'ignored';
  readonly findings: GoldenFindings;
}

/** Never throws: what cannot be read or checked has failed. */
export async function checkFile(path: string): Promise<FileVerdict> {
  const findings = new GoldenFindings();
  let known = true;
  try {
    known = await check(path, findings);
  } catch (error) {
    findings.problem(messageOf(error));
  }
  if (!known) return { path, verdict: 'ignored', findings };
  return { path, verdict: findings.problems.length === 0 ? 'passed' : 'failed', findings };
}

/** The largest file of the published networks has 50 MiB. */
const largestBytes = 512 * 1024 * 1024;

/** False if the file is of no golden kind. */
async function check(path: string, findings: GoldenFindings): Promise<boolean> {
  const name = basename(path);
  const kind = /\.(safetensors|npy|json)$/i.exec(name)?.[1]?.toLowerCase();
  if (kind === undefined) return false;
  const bytes = readRegularFile(path, { atMost: largestBytes });
  if (kind === 'json') return checkJson(bytes.toString('utf8'), name, findings);
  if (kind === 'safetensors') return checkTensors(bytes, name, findings);
  checkGenotype(bytes, name, findings);
  return true;
}
