// Finds or makes a matrix and all of its runs, before any of them starts: what is asked is then in the store, whatever
// happens to the file or to the command.
import { digestJson } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { isRunName, runId } from '../../domain/runs/run-id.js';
import type { Actor } from '../../domain/ledger/actor.js';
import type { MatrixMember } from '../../domain/runs/matrix.js';
import { readMatrix, readRun, writeMatrix, type MatrixInStore, type Store } from '../../store/index.js';
import { findOrFreeze, type RunRequest } from '../runs/freeze-run.js';

/** One run that is asked for. */
export interface AskedMember {
  readonly request: RunRequest;
  readonly setting: readonly string[];
}

export interface AskedMatrix {
  /** null: a name that follows from the runs, so that the same command finds its matrix again. */
  readonly name: string | null;
  readonly file: string;
  readonly members: readonly AskedMember[];
  readonly by: Actor;
}

/** Throws EAGAN_USAGE if something else has the name, and what freezing a run throws. */
export async function findOrFreezeMatrix(store: Store, asked: AskedMatrix): Promise<MatrixInStore> {
  if (asked.name !== null) await requireName(store, asked.name);
  const members: MatrixMember[] = [];
  for (const { request, setting } of asked.members) {
    const { frozen } = await findOrFreeze(store, request);
    members.push({ run: frozen.run, seed: frozen.pipeline.seed, setting });
  }
  const { file, by } = asked;
  const name = asked.name ?? nameOf(asked.members[0]!.request.pipeline.name, members);
  const createdAt = new Date().toISOString();
  await writeMatrix(store.refs, { schemaVersion: 1, name, file, members, createdAt, by });
  const found = (await readMatrix(store.refs, name))!;
  if (runsOf(found.matrix.members) === runsOf(members)) return found;
  throw taken(name, `a matrix of ${found.matrix.members.length} other runs`);
}

const runsOf = (members: readonly MatrixMember[]): string => members.map(({ run }) => run).join(' ');

const nameOf = (pipeline: string, members: readonly MatrixMember[]): string =>
  runId(`${pipeline}-matrix`, digestJson(members.map(({ run }) => run)));

async function requireName(store: Store, name: string): Promise<void> {
  if (!isRunName(name)) {
    const form = 'up to 100 letters, digits, ".", "_" and "-"';
    throw new EaganError('EAGAN_USAGE', `--name must be ${form} (got ${name})`, 'For example: --name ablation');
  }
  if (await readRun(store.refs, name)) throw taken(name, 'a run');
}

const taken = (name: string, what: string): EaganError =>
  new EaganError(
    'EAGAN_USAGE',
    `the name of a matrix must be free (${name} is ${what})`,
    'Choose another: --name NAME',
  );
