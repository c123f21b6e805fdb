// Draws one generated image: a bright shape or texture on a darker, shaded background, edges smoothed over one pixel.
import { stream, type RandomStream } from '../domain/stream.js';
import { shapeClasses } from './shape-classes.js';

type Colour = readonly [number, number, number];

interface Scene {
  readonly centre: readonly [number, number];
  readonly radius: number;
  readonly rotation: number;
  readonly foreground: Colour;
  readonly background: Colour;
  /** Direction and strength in which the background becomes lighter. */
  readonly shade: readonly [number, number];
}

/** The label of an image by its index: classes take turns, so any ten in a row hold each class once. */
export const shapeLabel = (index: number): number => index % shapeClasses.length;

/** Image `index` as size × size × 3 bytes; depends only on (seed, index, size). */
export function drawShape(seed: number, index: number, size: number): Uint8Array {
  const { outline, texture } = shapeClasses[shapeLabel(index)]!;
  const scene = drawScene(stream(seed, `dataset/shapes/${index}`), size, texture);
  const [sine, cosine] = [Math.sin(scene.rotation), Math.cos(scene.rotation)];
  const image = new Uint8Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = column + 0.5 - scene.centre[0];
      const y = row + 0.5 - scene.centre[1];
      const distance = outline(cosine * x + sine * y, cosine * y - sine * x, scene.radius);
      const light = 1 + (scene.shade[0] * x + scene.shade[1] * y) / size;
      paint(image, (row * size + column) * 3, scene, Math.min(1, Math.max(0, 0.5 - distance)), light);
    }
  }
  return image;
}

function paint(image: Uint8Array, at: number, scene: Scene, coverage: number, light: number): void {
  for (let channel = 0; channel < 3; channel++) {
    const behind = scene.background[channel]! * light;
    const value = behind + (scene.foreground[channel]! - behind) * coverage;
    image[at + channel] = Math.round(255 * Math.min(1, Math.max(0, value)));
  }
}

/** The order of these draws is part of what an ingest step means. */
function drawScene(random: RandomStream, size: number, texture: boolean): Scene {
  const between = (from: number, to: number): number => from + (to - from) * random.uniform();
  const reach = texture ? 0.5 : 0.16;
  return {
    centre: [size * between(0.5 - reach, 0.5 + reach), size * between(0.5 - reach, 0.5 + reach)],
    radius: size * (texture ? between(0.1, 0.15) : between(0.2, 0.33)),
    rotation: between(0, 2 * Math.PI),
    foreground: colour(random.uniform(), between(0.45, 1), between(0.8, 1)),
    background: colour(random.uniform(), between(0.3, 0.9), between(0.1, 0.4)),
    shade: [between(-0.5, 0.5), between(-0.5, 0.5)],
  };
}

/** Hue, saturation and value, all in [0, 1], to red, green and blue. */
function colour(hue: number, saturation: number, value: number): Colour {
  const channel = (offset: number): number => {
    const sector = (offset + hue * 6) % 6;
    return value * (1 - saturation * Math.max(0, Math.min(1, sector, 4 - sector)));
  };
  return [channel(5), channel(3), channel(1)];
}
