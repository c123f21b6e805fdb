// Whether a feature extractor learns from the classes of the images.

/** True if the images must have classes: at least two of them, each with images for training and held out. */
export const needsLabels = ({ kind }: { readonly kind: string }): boolean => kind === 'classifier';
