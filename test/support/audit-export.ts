// An audit export on the disk: unpacked, changed as a forger would, and checked by both checkers.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { canonicalJson } from '../../domain/digest.js';
import { filesBelow } from './files-below.js';
import { projectRoot } from './project.js';
import { temporaryFolder } from './temporary-folder.js';

const sha = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** What a checker says. */
export interface CheckResult {
  readonly exitCode: number | null;
  readonly output: string;
}

/** JSON of whatever form: forgers write anything. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = any;

/** Why the Python checker cannot run, or false. */
export const needsPython: string | false =
  spawnSync('python3', ['--version']).status === 0 ? false : 'no python3 on this machine';

export class UnpackedExport {
  constructor(readonly folder: string) {}

  static of(zip: string): UnpackedExport {
    const folder = temporaryFolder();
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(zip)))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    return new UnpackedExport(folder);
  }

  /** To change without changing this one. */
  copy(): UnpackedExport {
    const folder = temporaryFolder();
    cpSync(this.folder, folder, { recursive: true });
    return new UnpackedExport(folder);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  text(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  json(name: string): Loose {
    return JSON.parse(this.text(name));
  }

  lines(name: string): Loose[] {
    return this.text(name)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Loose);
  }

  write(name: string, value: Loose): void {
    writeFileSync(this.path(name), `${canonicalJson(value)}\n`);
  }

  writeLines(name: string, values: readonly Loose[]): void {
    writeFileSync(this.path(name), values.map((value) => `${canonicalJson(value)}\n`).join(''));
  }

  /** Changes the lines of a file in place. */
  change(name: string, change: (lines: Loose[]) => void): void {
    const lines = this.lines(name);
    change(lines);
    this.writeLines(name, lines);
  }

  remove(name: string): void {
    rmSync(this.path(name));
  }

  /** Numbers, digests and chain of the ledger again, as a forger computes them. */
  chainAgain(): void {
    this.change('ledger.jsonl', (lines) => {
      let previous = '0'.repeat(64);
      for (const [index, line] of lines.entries()) {
        delete line.digest;
        Object.assign(line, { sequence: index + 1, previous });
        previous = line.digest = sha(canonicalJson(line));
      }
    });
  }

  /** The statement again, without a signature. */
  stateAgain(): void {
    const [statement, frozen, refs] = [
      this.json('audit.json').statement,
      this.json('frozen.json'),
      this.json('refs.json'),
    ];
    const last = this.lines('ledger.jsonl').at(-1);
    const said = { lines: last.sequence, head: last.digest, frozen: sha(canonicalJson(frozen)) };
    this.write('audit.json', { statement: { ...statement, ...said, resultDigest: refs.result?.resultDigest ?? null } });
  }

  /** `files.sha256` again. */
  listAgain(): void {
    const names = filesBelow(this.folder).map((path) => path.slice(this.folder.length + 1));
    const listed = names.filter((name) => name !== 'files.sha256').sort();
    const lines = listed.map((name) => `${sha(readFileSync(this.path(name)))}  ${name}\n`);
    writeFileSync(this.path('files.sha256'), lines.join(''));
  }

  /** Changes a record, and all digests of it that a forger can compute. */
  forgeRecord(place: string, change: (record: Loose) => void): void {
    this.change('records.jsonl', (records) => {
      const stored = records.find(({ record }) => record.step.place === place);
      const before = { key: stored.record.key, fingerprint: stored.record.fingerprint };
      change(stored.record);
      stored.digest = sha(canonicalJson(stored.record));
      this.change('ledger.jsonl', (lines) => {
        for (const line of lines.filter((one) => one.key === before.key && one.fingerprint === before.fingerprint)) {
          const { key, fingerprint } = stored.record;
          Object.assign(line, { key, fingerprint, ...(line.record ? { record: stored.digest } : {}) });
        }
      });
    });
  }

  /** Changes the object of an output, and the digest of it in its record. */
  forgeObject(place: string, output: string, change: (value: Loose) => void): void {
    const made = this.recordAt(place).outputs[output] as string;
    this.change('objects.jsonl', (objects) => {
      const value = objects.find((one) => sha(canonicalJson(one)) === made);
      change(value);
      this.forgeRecord(place, (record) => void (record.outputs[output] = sha(canonicalJson(value))));
    });
  }

  recordAt(place: string): Loose {
    return this.lines('records.jsonl').find(({ record }) => record.step.place === place).record;
  }

  /** By the checker of the export itself. */
  check(...args: readonly string[]): CheckResult {
    return run(process.execPath, [this.path('check.mjs'), ...args]);
  }

  /** By the checker that was written from docs/ledger.md. */
  checkInPython(...args: readonly string[]): CheckResult {
    return run('python3', [join(projectRoot, 'test', 'audit', 'check_export.py'), this.folder, ...args]);
  }
}

function run(program: string, args: readonly string[]): CheckResult {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return { exitCode: status, output: stdout + stderr };
}
