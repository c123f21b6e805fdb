// Fetches the weights of a pretrained extractor before a command needs them.
import type { Pipeline } from '../domain/pipeline.js';
import type { Context } from './command.js';
import { asEaganError } from './setup-errors.js';

/**
 * Says what is missing and what it costs, and fetches it; silent if it is there or if the pipeline names no such
 * network. Throws EAGAN_EXTRACTOR_MISSING.
 */
export async function fetchPretrained({ metrics }: Pipeline, context: Context): Promise<void> {
  if (metrics.extractor.kind !== 'imagenet') return;
  const { requirePretrained } = await import('../scripts/pretrained.mjs');
  const { output, environment } = context;
  await requirePretrained(metrics.extractor.network, { env: environment, note: output.note }).catch(
    (error: unknown) => {
      throw asEaganError(error);
    },
  );
}
