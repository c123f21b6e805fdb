// Names that become files: keys and fingerprints of steps.

/** True for a name that can lead nowhere else. */
export const isFileName = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{1,80}$/.test(value);
