// Fetches the weights of pretrained extractors before a command needs them.
import { judgesOf, type JudgedPipeline } from '../domain/judges.js';
import type { Context } from './command.js';
import { asEaganError } from './setup-errors.js';

/**
 * Says what is missing and what it costs, and fetches it; silent if it is there or if the pipeline names no such
 * network. Throws EAGAN_EXTRACTOR_MISSING.
 */
export async function fetchPretrained(pipeline: JudgedPipeline, context: Context): Promise<void> {
  const extractors = judgesOf(pipeline).map(({ settings }) => settings.extractor);
  const named = extractors.flatMap((one) => (one.kind === 'imagenet' ? [one.network] : []));
  if (named.length === 0) return;
  const { requirePretrained } = await import('../scripts/pretrained.mjs');
  const { output, environment } = context;
  for (const network of new Set(named)) {
    await requirePretrained(network, { env: environment, note: output.note }).catch((error: unknown) => {
      throw asEaganError(error);
    });
  }
}
