// How images are divided into parts, for the deviations of figures.

/** Each part that is left out costs a distance, and at 2,048 features 17 MB. More of them say hardly more. */
const mostLeftOut = 20;

/** How many parts are left out, one at a time, of images that are judged in `splits` parts. */
export const leftOutParts = (splits: number): number => Math.min(splits, mostLeftOut);

/** Where a part begins, from 0. All images belong to a part, so some parts may have one image more than others. */
export const partStart = (images: number, parts: number, part: number): number => Math.floor((part * images) / parts);

/** The images that are left when the largest part is left out. */
export const fewestLeft = (images: number, parts: number): number => images - Math.ceil(images / parts);
