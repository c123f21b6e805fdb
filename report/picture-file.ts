// A picture as the bytes of a file: SVG with its size, or PNG in a font that comes along, so that every machine makes
// the same bits.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

export type PictureFormat = 'svg' | 'png';

/** A length as people type it. */
export interface PictureLength {
  /** In pixels of 1/96 inch. */
  readonly pixels: number;
  /** As SVG writes it: `720`, `85mm`. */
  readonly text: string;
  /** For PNG: pixels of the file for each of 1/96 inch. */
  readonly scale: number;
}

const fonts = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));

export function pictureFile(svg: string, format: PictureFormat, width: PictureLength): Uint8Array {
  const sized = svg.replace(/^<svg([^>]*?) width="[^"]*" height="([^"]*)"/, (_, rest: string, height: string) => {
    const unit = width.text.replace(/^[\d.]+/, '');
    const other = (Number(height) / width.pixels) * Number.parseFloat(width.text);
    return `<svg${rest} width="${width.text}" height="${Number(other.toFixed(3))}${unit}"`;
  });
  if (format === 'svg') return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${sized}\n`);
  return new Resvg(svg, {
    fitTo: { mode: 'zoom', value: width.scale },
    font: {
      loadSystemFonts: false,
      fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(fonts, 'ttf', name)),
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  })
    .render()
    .asPng();
}
