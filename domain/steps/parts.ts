// How images are divided into parts, for the deviations of figures.

/** Where a part begins, from 0. All images belong to a part, so some parts may have one image more than others. */
export const partStart = (images: number, parts: number, part: number): number => Math.floor((part * images) / parts);

/** The images that are left when the largest part is left out. */
export const fewestLeft = (images: number, parts: number): number => images - Math.ceil(images / parts);
