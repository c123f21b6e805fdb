// An image folder as `eagan dataset inspect` examines it, without a pipeline.
import { inspectDataset, type Inspection } from '../../datasets/inspect/inspect.js';

export async function inspectFolder(path: string, unlabeled?: readonly string[]): Promise<Inspection> {
  const settings = { kind: 'imageFolder', size: 32, images: null, unreadable: 'skip' } as const;
  const { inspection } = await inspectDataset(
    { ...settings, path, ...(unlabeled ? { unlabeled } : {}) },
    0,
    () => undefined,
  );
  return inspection;
}
