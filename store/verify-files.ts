// Whether the small files of a run are as eagan writes them: canonical JSON, whole by their checksums, and without a
// gap in their numbers.
import { join } from 'node:path';
import { checksumProblem } from './checked-json.js';
import type { FileLayer } from './file-layer.js';
import type { StoreFinding } from './finding.js';
import { toJson, tryJson } from './json.js';
import { survey } from './survey.js';

/** Few at once: a run may have 100,000. */
const atOnce = 16;

/** Ledger, journal, refs, claims and recovery points of a run, and what gc noted, in the store of that folder. */
export async function verifyFiles(files: FileLayer, root: string, run: string): Promise<StoreFinding[]> {
  const [own, removed] = [await filesOf(root, run), (await survey(root, 'removed')).map(({ path }) => path)];
  const paths = [...own, ...removed].filter((path) => /(^|\/)[^./][^/]*\.json$/.test(path)).sort();
  const problems: StoreFinding[] = gaps(paths);
  const left = [...paths].reverse();
  const readOn = async (): Promise<void> => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      const bytes = await files.read(join(root, path));
      const problem = bytes && formProblem(bytes); // a claim that is released meanwhile is not lost
      if (problem) problems.push(altered(path, problem));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readOn));
  return problems.sort((a, b) => (a.file! < b.file! ? -1 : 1));
}

async function filesOf(root: string, run: string): Promise<string[]> {
  const folders = [`ledger/${run}`, `journal/${run}`, `refs/runs/${run}`, `claims/${run}`];
  const found = await Promise.all(folders.map((way) => survey(root, way)));
  const points = (await survey(root, 'recovery')).filter(({ path }) => pointOf(run).test(path));
  return [...found.flat(), ...points].map(({ path }) => path);
}

/** `recovery/<key>/<run>/<runtime>/<attempt>/points/000000000123.json` */
const pointOf = (run: string): RegExp =>
  new RegExp(`^recovery/[^/]+/${run.replaceAll('.', String.raw`\.`)}/.*/points/`);

/** What is wrong with the bytes of a file; null: nothing. */
function formProblem(bytes: Uint8Array): string | null {
  const value = tryJson<unknown>(bytes);
  if (value === undefined) return 'must be JSON (got something else)';
  const problem = checksumProblem(value);
  if (problem !== null) return problem;
  return Buffer.compare(bytes, toJson(value)) === 0 ? null : 'must be canonical JSON, as eagan writes it (got another form)'; // prettier-ignore
}

const altered = (file: string, problem: string): StoreFinding => {
  return { code: 'EAGAN_OBJECT_CORRUPT', place: null, file, message: `${file} ${problem}` };
};

/** Numbered files are never removed, so each number up to the last must be there. */
function gaps(paths: readonly string[]): StoreFinding[] {
  const series = new Map<string, Set<number>>();
  for (const path of paths) {
    const [, folder, number] = /^((?:journal|refs|removed)\b.*?)\/?(?:@|(?<=\/))(\d+)\.json$/.exec(path) ?? [];
    if (folder !== undefined) series.set(folder, (series.get(folder) ?? new Set()).add(Number(number)));
  }
  return [...series].flatMap(([folder, numbers]) => {
    const last = Math.max(...numbers);
    const absent = Array.from({ length: last }, (_, index) => index + 1).filter((number) => !numbers.has(number));
    return absent.slice(0, 10).map((number): StoreFinding => {
      const message = `${folder} must have a file of each number up to ${last} (got none of number ${number})`;
      return { code: 'EAGAN_OBJECT_MISSING', place: null, file: `${folder}/${number}`, message };
    });
  });
}
