// The data set that a command is asked about: of a pipeline file, an image folder, or files of another kind.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { datasetKinds } from '../../datasets/kinds.js';
import type { Dataset } from '../../domain/dataset.js';
import { EaganError } from '../../domain/errors.js';
import { completeDataset } from '../../schemas/complete.js';
import type { Overrides } from '../../schemas/overrides.js';
import type { RawDataset } from '../../schemas/raw-pipeline.js';
import { requirePipeline } from '../runs/pipeline-file.js';

/** What the command line says of it. */
interface DatasetQuestion extends Overrides {
  readonly directory: string;
  readonly kind?: string;
  readonly size?: number;
  readonly unlabeled?: readonly string[];
}

interface AskedDataset {
  readonly dataset: Dataset;
  /** Draws images that the program makes. */
  readonly seed: number;
}

/**
 * A pipeline file by its name, a folder of images, or with `kind` anything else. Its images need not be there. Throws
 * EAGAN_USAGE, and what reading a pipeline file throws.
 */
export function askedDataset(asked: string, question: DatasetQuestion): AskedDataset {
  const { directory, kind, size, unlabeled, ...overrides } = question;
  const path = resolve(directory, asked);
  if (kind === undefined && isPipelineFile(asked, path)) {
    if (size !== undefined || unlabeled !== undefined) throw notOfPipeline();
    // Too few images, or none with a class, is what people want to see here.
    const { pipeline } = requirePipeline(asked, { ...overrides, directory, countImages: () => null });
    return { dataset: pipeline.dataset, seed: pipeline.metrics.seed };
  }
  if (Object.values(overrides).some((value) => value !== undefined)) throw onlyOfPipeline();
  if (kind === undefined && isFile(path)) throw unknownFile(asked);
  const raw = { kind: knownKind(kind ?? 'imageFolder'), path, ...(size ? { size } : {}) };
  return { dataset: completeDataset(withUnlabeled(raw, unlabeled), (same) => same), seed: 0 };
}

/** Only folders of images have folders without a class. */
function withUnlabeled(raw: { kind: string; path: string }, unlabeled: readonly string[] | undefined): RawDataset {
  if (unlabeled === undefined) return raw as RawDataset;
  if (raw.kind === 'imageFolder') return { ...raw, unlabeled } as unknown as RawDataset;
  throw new EaganError('EAGAN_USAGE', `--unlabeled is for image folders (got ${raw.kind})`, 'Leave it out.');
}

const isPipelineFile = (asked: string, path: string): boolean => /\.ya?ml$/i.test(asked) && !isFolder(path);
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

function knownKind(kind: string): string {
  if (locatedKinds.includes(kind)) return kind;
  throw new EaganError(
    'EAGAN_USAGE',
    `--kind must be one of ${locatedKinds.join(', ')} (got ${kind})`,
    'Name one of them.',
  );
}

/** Images that the program makes lie nowhere. */
export const locatedKinds: readonly string[] = datasetKinds.filter((kind) => kind !== 'shapes');

const notOfPipeline = (): EaganError =>
  new EaganError(
    'EAGAN_USAGE',
    '--size and --unlabeled are for images without a pipeline (got a pipeline file)',
    'Change the file instead: --set dataset.size=64',
  );
const onlyOfPipeline = (): EaganError =>
  new EaganError(
    'EAGAN_USAGE',
    '--set, --param, --seed and --images change a pipeline file (got no *.yaml file)',
    'Name a pipeline file. For images without one there are --kind, --size and --unlabeled.',
  );

function unknownFile(asked: string): EaganError {
  const must = `${asked} must be a folder of images or a pipeline file, *.yaml (got another file)`;
  return new EaganError('EAGAN_USAGE', must, `Say what it is: --kind with ${locatedKinds.join(', ')}.`);
}
