// The folder of a winner: genotypes, weights, ports with their scripts, a latent with its image, a model card, digests.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digestBytes, type Digest } from '../../domain/digest.js';
import { threadsOf } from '../../domain/plan/index.js';
import { proofLatent } from '../../domain/runs/drawn-images.js';
import { readableJson } from '../../domain/steps/export-texts.js';
import { ports } from '../../ports/index.js';
import type { Port } from '../../ports/port.js';
import { createFileLayer, writeSafetensors, type RunInStore, type Store } from '../../store/index.js';
import { readReportFacts, type RunFacts } from '../../control/report/run-facts.js';
import { endFilePaths } from '../../worker/end-files.js';
import { exportedPipeline } from '../runs/exported-pipeline.js';
import { refuseFilled, writeNewFolder } from '../write-new-folder.js';
import { findWinner, generatorOf, readExported, type ExportedWinner } from './find-winner.js';
import { namedGenotypes, type NamedGenotypes } from './genotype-file.js';
import { orderProof } from './order-drawing.js';

export interface WinnerFolder {
  readonly run: string;
  readonly folder: string;
  /** SHA-256 by path in the folder. */
  readonly files: Readonly<Record<string, Digest>>;
  readonly bytes: number;
}

/** What a model card is made from; the front end writes it. */
interface WinnerFacts {
  readonly facts: RunFacts;
  readonly genotypes: NamedGenotypes;
  readonly ports: readonly (Pick<Port, 'title' | 'use'> & { readonly files: readonly string[] })[];
  readonly size: number;
}

type ModelCard = (facts: WinnerFacts) => string;

/**
 * Writes it where a person says. Throws EAGAN_PLACE_NOT_REACHED before the run is completed, EAGAN_FILE_EXISTS,
 * EAGAN_TENSORFLOW_MISSING, errors of objects and of the disk.
 */
export async function writeWinner(
  store: Store,
  run: RunInStore,
  folder: string,
  force: boolean,
  card: ModelCard,
): Promise<WinnerFolder> {
  refuseFilled(folder, force);
  const files = await filesOf(store, run, card);
  await writeNewFolder(folder, force, (temporary) => writeAll(temporary, files));
  return describe(run, folder, files);
}

/**
 * Writes the folder of a run's winner beside the run's other files, and replaces files of equal names. A folder without
 * `SHA256SUMS` is not finished: an old one is removed first, the new one is written last. Throws what `writeWinner`
 * throws, but EAGAN_FILE_EXISTS.
 */
export async function keepWinner(
  store: Store,
  run: RunInStore,
  stateFolder: string,
  card: ModelCard,
): Promise<WinnerFolder> {
  // The state folder is the root: neither `runs` nor a folder below it may be a link.
  const layer = createFileLayer({ root: stateFolder });
  const { path: folder, last } = endFilePaths(stateFolder, run.frozen.run, 'winner');
  await layer.remove(last);
  const files = await filesOf(store, run, card);
  for (const [path, bytes] of files) await layer.replace(join(folder, path), bytes);
  return describe(run, folder, files);
}

type Files = ReadonlyMap<string, Uint8Array>;

function describe({ frozen }: RunInStore, folder: string, files: Files): WinnerFolder {
  const digests = [...files].map(([path, bytes]) => [path, digestBytes(bytes)] as const);
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  return { run: frozen.run, folder, files: Object.fromEntries(digests), bytes };
}

async function filesOf(store: Store, run: RunInStore, card: ModelCard): Promise<Files> {
  const winner = await findWinner(store, run);
  const networks = await readExported(store, winner);
  const genotypes = namedGenotypes(run.frozen.run, winner);
  const written = Object.values(ports).map(({ title, use, write }) => ({
    ...{ title, use },
    files: write(networks, writeSafetensors),
  }));
  const [facts] = (await readReportFacts(store, [run])).runs;
  const told = written.map(({ files, ...port }) => ({ ...port, files: [...files.keys()] }));
  const { size } = run.frozen.pipeline.dataset;
  const files = new Map<string, Uint8Array>([
    ['README.md', Buffer.from(card({ facts: facts!, genotypes, ports: told, size }))],
    ['genotype.json', readableJson(genotypes)],
    ['pipeline.yaml', Buffer.from(exportedPipeline(run.frozen))],
    ...written.flatMap((port) => [...port.files]),
    ...(await proofFiles(store, run, winner)),
  ]);
  return new Map([...files, ['SHA256SUMS', sums(files)]]);
}

async function proofFiles(store: Store, { frozen }: RunInStore, winner: ExportedWinner): Promise<Files> {
  const spec = generatorOf(winner);
  const { size } = frozen.pipeline.dataset;
  const drawing = { source: { of: 'winner', weights: winner.weights, spec }, latents: proofLatent, size } as const;
  const { latent, image, png } = await orderProof(store, drawing, { threads: threadsOf(frozen.pipeline, 'evaluate') });
  const described = {
    ...{ schemaVersion: 1, kind: 'proof', weights: winner.weights, stream: proofLatent },
    latent: { file: 'latent.f32', shape: [1, spec.latent], sha256: digestBytes(latent) },
    image: { file: 'image.f32', shape: [1, size, size, 3], sha256: digestBytes(image) },
  };
  return new Map([
    ['proof/latent.f32', latent],
    ['proof/image.f32', image],
    ['proof/image.png', png],
    ['proof/proof.json', readableJson(described)],
  ]);
}

/** As `sha256sum -c` reads it. */
const sums = (files: Files): Buffer =>
  Buffer.from(
    [...files]
      .map(([path, bytes]) => `${digestBytes(bytes)}  ${path}\n`)
      .sort()
      .join(''),
  );

async function writeAll(folder: string, files: Files): Promise<void> {
  for (const path of new Set([...files.keys()].map(dirname))) if (path !== '.') await mkdir(join(folder, path), 0o700);
  for (const [path, bytes] of files) await writeFile(join(folder, path), bytes, { flag: 'wx', mode: 0o600 });
}
