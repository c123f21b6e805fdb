// How large images may be, and why: one table. A few bytes of a stranger's file can ask for any amount of memory.

interface ImageLimit {
  readonly most: number;
  /** What to do with an image that has more; absent: images wait for each other. */
  readonly cure?: string;
}

const megapixels = 1_000_000;
const smaller = 'save a smaller copy: networks are trained on images of at most a few hundred pixels a side';

export const imageLimits = {
  /** Width times height, from the header. The largest cameras in use have about 100 megapixels. */
  pixels: { most: 100 * megapixels, cure: `at most 100 megapixels are decoded; ${smaller}` },
  /**
   * What an image takes once it is decoded. An interlaced PNG or a progressive JPEG is decoded as a whole: 100
   * megapixels with 4 bytes each, or 50 with 16 bits a sample.
   */
  decodedBytes: { most: 400 * megapixels, cure: `at most 400 MB are decoded at once; ${smaller}` },
  /** Of the file. Photographs have up to 60 MB, uncompressed 16-bit scans more. */
  fileBytes: { most: 256 * 2 ** 20, cure: `at most 256 MiB are read; ${smaller}` },
  /**
   * Of all images that are being decoded, with their files: one large image is decoded alone, eight photographs
   * together.
   */
  decodingBytes: { most: 2 ** 30 },
} as const satisfies Record<string, ImageLimit>;
