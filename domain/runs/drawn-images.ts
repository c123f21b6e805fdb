// Images that people draw from a generator: their numbers, names and limits.
import { streamNames } from '../steps/places.js';

/** A seed gives the same images for every generator of that latent size; no run draws from this stream. */
export const drawnLatents = (seed: number): { readonly seed: number; readonly name: string } => ({
  seed,
  name: streamNames.drawnLatents,
});

/** The latent that proves the ports of a winner, the same for every run. */
export const proofLatent = { seed: 1, name: streamNames.proofLatent } as const;

/** At most so many images in one picture, which is made in memory. */
export const mostInGrid = 1024;
export const mostDrawn = 1_000_000;

/** `00042.png`, counted from 0; all names of a folder are equally long. */
export const drawnName = (index: number, images: number): string =>
  `${String(index).padStart(Math.max(5, String(images - 1).length), '0')}.png`;

export const isDrawnName = (name: string): boolean => /^\d{5,}\.png$/.test(name);
