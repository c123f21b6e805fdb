// The arrays of a data set by the names that people give them.

/** The first name is ours; the others are those of Keras' and MedMNIST's files and of common scripts. */
const partNames = {
  trainImages: ['x_train', 'train_images', 'images', 'X_train'],
  trainLabels: ['y_train', 'train_labels', 'labels', 'Y_train'],
  testImages: ['x_test', 'test_images', 'X_test'],
  testLabels: ['y_test', 'test_labels', 'Y_test'],
} as const;

export type ArrayPart = keyof typeof partNames;

/** Which of the arrays there are, with their names. */
export function arrayParts(names: readonly string[]): ReadonlyMap<ArrayPart, string> {
  const found = new Map<ArrayPart, string>();
  for (const [part, known] of Object.entries(partNames) as [ArrayPart, readonly string[]][]) {
    const name = known.find((one) => names.includes(one));
    if (name !== undefined) found.set(part, name);
  }
  return found;
}
