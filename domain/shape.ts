// The form of values that were read from files: small checks that are put together. A check gives the first path that
// is wrong, with what must be there; null if all is well.

/** `path`: of the value, in words. */
export type ValueShape = (value: unknown, path: string) => string | null;

/** A check of one value. */
export const be =
  (what: string, is: (value: unknown) => boolean): ValueShape =>
  (value, path) =>
    is(value) ? null : `${path} must be ${what}`;

export const text = be('a text', (value) => typeof value === 'string');
export const flag = be('true or false', (value) => typeof value === 'boolean');
export const finite = be('a number', (value) => Number.isFinite(value));
export const count = be('a whole number from 0', (value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const digest = be('a digest', (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value));
export const mapping = be('a mapping', (value) => asMapping(value) !== null);

export const oneOf = (...values: readonly unknown[]): ValueShape =>
  be(values.join(' or '), (value) => values.includes(value));

export const nullOr =
  (shape: ValueShape): ValueShape =>
  (value, path) =>
    value === null ? null : shape(value, path);

/** For fields that earlier versions did not write. */
export const absentOr =
  (shape: ValueShape): ValueShape =>
  (value, path) =>
    value === undefined ? null : shape(value, path);

export const listOf =
  (shape: ValueShape): ValueShape =>
  (value, path) => {
    if (!Array.isArray(value)) return `${path} must be a list`;
    return firstOf(value.map((item, index) => () => shape(item, `${path}[${index}]`)));
  };

/** A mapping with freely chosen keys. */
export const mapOf =
  (shape: ValueShape): ValueShape =>
  (value, path) => {
    const found = asMapping(value);
    if (found === null) return `${path} must be a mapping`;
    return firstOf(
      Object.entries(found).map(
        ([key, item]) =>
          () =>
            shape(item, `${path}.${key}`),
      ),
    );
  };

/** A mapping with at least these fields. Others may be there: a later version may write more. */
export const fields = (shapes: Readonly<Record<string, ValueShape>>): ValueShape => {
  const each = Object.entries(shapes);
  return (value, path) => {
    const found = asMapping(value);
    if (found === null) return `${path} must be a mapping`;
    // A loop without closures: a long ledger has millions of fields.
    for (const [key, shape] of each) {
      const wrong = shape(Object.hasOwn(found, key) ? found[key] : undefined, `${path}.${key}`);
      if (wrong !== null) return wrong;
    }
    return null;
  };
};

function firstOf(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const wrong = check();
    if (wrong !== null) return wrong;
  }
  return null;
}

function asMapping(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}
