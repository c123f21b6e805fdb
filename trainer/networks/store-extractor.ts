// The extractor step of a network that somebody gave as a file: checked, tried out, and stored with its file.
import type { Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { storeNetwork, type NetworkForm, type NetworkSettings } from '../../metrics/index.js';
import type { TaskContext, TaskResult } from '../types.js';
import { givenNetwork } from './given-network.js';

/** outputs {extractor}. Throws EAGAN_EXTRACTOR_NOT_FOUND, _CHANGED or _INVALID, or EAGAN_ONNX_MISSING. */
export async function storeExtractor(
  extractor: NetworkSettings,
  form: NetworkForm,
  context: TaskContext,
): Promise<TaskResult> {
  const path = context.circumstances.extractorPath;
  if (path === undefined)
    throw new EaganError('EAGAN_INTERNAL', 'the step of a network must come with its path (got none)');
  const given = await givenNetwork(extractor, path);
  requireContents(path, extractor.contents, given.asked);
  const { meta, tensors } = await storeNetwork(extractor, given, form);
  await context.tick({ done: 1, total: 1, unit: 'files' });
  const checkpoint = await context.store.checkpoints.write({ ...meta } as never, tensors);
  return { outputs: { extractor: checkpoint }, numbers: {}, status: 'ok' };
}

function requireContents(path: string, expected: Digest | null, found: Digest): void {
  if (found === expected) return;
  throw new EaganError(
    'EAGAN_EXTRACTOR_CHANGED',
    `${path} must be the file with which the run was started, of SHA-256 ${expected ?? 'unknown'} (got ${found})`,
    'Put the right file there, or start another run with this one: eagan run FILE',
  );
}
