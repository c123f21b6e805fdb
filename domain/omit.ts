// An object without one of its fields.

/** A copy of `whole` without `name`; `whole` stays as it is. */
export function omit<T extends object, K extends keyof T & string>(whole: T, name: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(whole).filter(([field]) => field !== name)) as Omit<T, K>;
}
