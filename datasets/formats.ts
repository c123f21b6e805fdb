// Which files are pictures by their names, and which of these are read. The list is fixed, so that a folder means the
// same on every machine.

/** By extension, what sharp's own libvips reads (a test compares the two). */
export const readFormats: Readonly<Record<string, string>> = {
  jpg: 'JPEG',
  jpeg: 'JPEG',
  jpe: 'JPEG',
  jfif: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  gif: 'GIF',
  tif: 'TIFF',
  tiff: 'TIFF',
  avif: 'AVIF',
};

/** Pictures that it does not read, or (SVG) that have no pixels of their own. */
const notRead: Readonly<Record<string, string>> = {
  bmp: 'BMP',
  dib: 'BMP',
  heic: 'HEIC',
  heif: 'HEIF',
  ico: 'ICO',
  jp2: 'JPEG 2000',
  j2k: 'JPEG 2000',
  jxl: 'JPEG XL',
  pbm: 'PBM',
  pgm: 'PGM',
  pnm: 'PNM',
  ppm: 'PPM',
  psd: 'PSD',
  exr: 'OpenEXR',
  hdr: 'Radiance HDR',
  svg: 'SVG',
  tga: 'TGA',
};

/** The formats that are read, in words. */
export const formatNames = 'JPEG, PNG, WebP, GIF, TIFF or AVIF';

const extensionOf = (name: string): string => /[^/]\.([^./]*)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** True if a file is read as an image. */
export const isImageName = (name: string): boolean =>
  !name.startsWith('.') && Object.hasOwn(readFormats, extensionOf(name));

/** Why a file is not read that is no image by its name. */
export function ignoredBecause(name: string): string {
  if (name.startsWith('.')) return 'hidden';
  const extension = extensionOf(name);
  const format = Object.hasOwn(notRead, extension) ? notRead[extension] : undefined;
  if (format !== undefined) return `the image library does not read ${format}`;
  return extension === '' ? 'no extension' : `extension .${shortened(extension)}`;
}

const shortened = (text: string): string => (text.length > 12 ? `${text.slice(0, 12)}…` : text);
