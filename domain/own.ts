// Look-ups by a key that may come from a file: `constructor` and `__proto__` are in every object, but in no table.

/** The table's own entry; undefined if it has none. */
export const ownOf = <T>(
  table: Readonly<Record<string, T>> | Partial<Readonly<Record<string, T>>>,
  key: string,
): T | undefined => (Object.hasOwn(table, key) ? table[key] : undefined);
