// Which reader of images a folder or archive is for, if nobody says so: one of the two forms of CIFAR-10.
import { basename } from 'node:path';
import { readerOf } from '../../datasets/kinds.js';
import type { Dataset } from '../../domain/dataset.js';
import { askedDataset } from '../dataset/asked-dataset.js';

const forms = ['cifar10Binary', 'cifar10Python'] as const;

/** Throws EAGAN_USAGE for an unknown kind. What is there need not be readable. */
export function askedImages(asked: string, kind: string | undefined, directory: string): Dataset {
  const of = (named: string): Dataset => askedDataset(asked, { directory, kind: named }).dataset;
  if (kind !== undefined) return of(kind);
  const likely = /python|-py\b/i.test(basename(asked)) ? [...forms].reverse() : forms;
  const found = likely.map(of);
  return found.find((dataset) => readerOf(dataset).problem(dataset) === null) ?? found[0]!;
}
