// Pictures of samples that were made before, by the digest of everything that they depend on.
import { sampleColumns, sampleLatents, sampleNoise, sampleRows, samplesVersion } from '../../../domain/runs/sample-grids.js'; // prettier-ignore
import { digestJson, type Digest } from '../../../domain/digest.js';
import { derivedFiles, type Store } from '../../../store/index.js';
import type { SampleOutcome, SampleRequest } from '../../../trainer/pictures/samples.js';

export interface KeptPictures {
  /** null: it was not made before. */
  find(request: SampleRequest): Promise<SampleOutcome | null>;
  /** Something damaged is not kept: it may be repaired. */
  keep(request: SampleRequest, outcome: SampleOutcome): Promise<void>;
}

/** Those of a run. */
export function keptPictures(store: Store, run: string): KeptPictures {
  const files = derivedFiles(store, run, 'samples');
  return {
    async find(request) {
      const found = await files.get(digestOf(request));
      if (found === null) return null;
      if (found.bytes === null) return { status: 'diverged' };
      return isPng(found.bytes) ? { status: 'ok', png: found.bytes } : null;
    },
    async keep(request, outcome) {
      if (outcome.status === 'damaged') return;
      await files.keep(digestOf(request), { bytes: outcome.status === 'ok' ? outcome.png : null });
    },
  };
}

const grid = { rows: sampleRows, columns: sampleColumns };
const common = { version: samplesVersion, latents: sampleLatents, noise: sampleNoise, grid };

const digestOf = (request: SampleRequest): Digest => digestJson({ ...common, ...request });

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const isPng = (bytes: Uint8Array): boolean => signature.equals(bytes.subarray(0, signature.length));
