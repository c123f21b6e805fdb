// Lets a process with TensorFlow draw images: into a folder, as one picture, or the one that proves ports.
import { measureInChild } from '../../planning/measure-in-child.js';
import type { Store } from '../../store/index.js';
import type { ImageDrawing, Drawn } from '../../trainer/pictures/drawn.js';

export interface DrawingOrder {
  readonly storeFolder: string;
  readonly asked:
    | { readonly as: 'folder'; readonly drawing: ImageDrawing; readonly folder: string }
    | { readonly as: 'grid'; readonly drawing: ImageDrawing }
    | { readonly as: 'proof'; readonly drawing: Omit<ImageDrawing, 'images'> };
}

/** Little-endian float32: a latent, and its image (height × width × RGB in [−1, 1]). */
export interface Proof {
  readonly latent: Uint8Array;
  readonly image: Uint8Array;
  readonly png: Uint8Array;
}

type Place = Pick<Store, 'folder'>;

interface Watched {
  readonly threads: number;
  /** Ends the process. */
  readonly signal?: AbortSignal;
}

/** What all throw: EAGAN_TENSORFLOW_MISSING, EAGAN_TRAINER_CRASHED, EAGAN_GENERATOR_DIVERGED, errors of objects. */
export const orderFolder = (
  store: Place,
  drawing: ImageDrawing,
  folder: string,
  how: Watched & { readonly onDrawn: (images: number) => void },
): Promise<Drawn> => ordered(store, { as: 'folder', drawing, folder }, how, (value) => how.onDrawn(value as number));

export async function orderGrid(
  store: Place,
  drawing: ImageDrawing,
  how: Watched,
): Promise<Drawn & { readonly png: Uint8Array }> {
  const { png, ...drawn } = await ordered<Drawn & { png: string }>(store, { as: 'grid', drawing }, how);
  return { ...drawn, png: fromBase64(png) };
}

export async function orderProof(store: Place, drawing: Omit<ImageDrawing, 'images'>, how: Watched): Promise<Proof> {
  const made = await ordered<Record<keyof Proof, string>>(store, { as: 'proof', drawing }, how);
  return { latent: fromBase64(made.latent), image: fromBase64(made.image), png: fromBase64(made.png) };
}

async function ordered<T>(
  { folder }: Place,
  asked: DrawingOrder['asked'],
  { threads, signal }: Watched,
  onTold?: (value: unknown) => void,
): Promise<T> {
  const order: DrawingOrder = { storeFolder: folder, asked };
  const watching = { ...(signal ? { signal } : {}), ...(onTold ? { onTold } : {}) };
  const child = new URL('./child.js', import.meta.url);
  return (await measureInChild<T>(child, order, threads, watching)).value;
}

export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
