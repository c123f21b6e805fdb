// The protocols behind a run's figures, in words that people need to compare figures.
import type { Digest } from '../../domain/digest.js';
import type { JudgeSettings } from '../../domain/judges.js';
import type { Protocol } from '../../domain/steps/artifacts.js';
import { findJson } from '../../domain/steps/objects.js';
import type { Store } from '../../store/index.js';

export interface ProtocolFacts {
  /** How many images each figure is made from; null: the protocol cannot be read. */
  readonly images: number | null;
  /** The kind of extractor, or the name of a pretrained network. */
  readonly extractor: string;
  /** Parts over which scores are averaged. */
  readonly splits: number | null;
  /** What the reference describes. */
  readonly reference: Protocol['split'] | null;
  readonly batchNorm: Protocol['sampling']['batchNorm'] | null;
}

/** The protocols of a judge, each once. */
export async function readProtocols(
  { objects }: Store,
  { extractor }: JudgeSettings,
  digests: readonly Digest[],
): Promise<Readonly<Record<Digest, ProtocolFacts>>> {
  const title = extractor.kind === 'imagenet' ? extractor.network : extractor.kind;
  const read = [...new Set(digests)].map(async (digest): Promise<[Digest, ProtocolFacts]> => {
    const protocol = await findJson<Partial<Protocol>>(objects, digest);
    return [
      digest,
      {
        images: protocol?.images ?? null,
        extractor: title,
        splits: protocol?.scoreSplits ?? null,
        reference: protocol?.split ?? null,
        batchNorm: protocol?.sampling?.batchNorm ?? null,
      },
    ];
  });
  return Object.fromEntries(await Promise.all(read));
}
