// The kinds of data sets whose ingest is measured.

/** Their files are written before they are read. */
const writtenKinds = ['cifar10Binary', 'cifar10Python', 'stl10Binary', 'idx', 'arrays', 'tarShards'] as const;

export type WrittenKind = (typeof writtenKinds)[number];
export const ingestKinds = ['imageFolder', ...writtenKinds] as const;
export type IngestKind = (typeof ingestKinds)[number];
