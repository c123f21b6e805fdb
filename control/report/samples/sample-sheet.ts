// Pictures of samples as plain JSON, for charts and pages: each as a URI that stands in the document itself.
import type { RunInStore, Store } from '../../../store/index.js';
import type { Missing, SamplePicture } from './pictures.js';
import type { PicturedState, PicturedGeneration } from './planned.js';
import { sampleGrids, type SampleGrids, type SampleOptions } from './sample-grids.js';

/** `uri` null: there is no picture. */
export interface ShownPicture {
  readonly uri: string | null;
  readonly missing: Missing | null;
}

export interface SampleSheet extends Pick<SampleGrids, 'size' | 'rows' | 'columns'> {
  readonly run: string;
  readonly generations: readonly (PicturedGeneration & ShownPicture)[];
  readonly final: readonly (PicturedState & ShownPicture)[];
  /** null: the run has not read its images yet. */
  readonly real: ShownPicture | null;
  readonly noise: ShownPicture;
}

/** Throws what `sampleGrids` throws. */
export async function sampleSheet(store: Store, found: RunInStore, options: SampleOptions): Promise<SampleSheet> {
  const { size, rows, columns, generations, final, real, noise } = await sampleGrids(store, found, options);
  return {
    ...{ run: found.frozen.run, size, rows, columns },
    generations: generations.map(shown),
    final: final.map(shown),
    real: real && shown(real),
    noise: shown(noise),
  };
}

function shown<T extends SamplePicture>({ png, ...facts }: T): Omit<T, 'png'> & ShownPicture {
  const uri = png === null ? null : `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return { ...facts, uri };
}
