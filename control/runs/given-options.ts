// The options that a run was started with, as they are typed.
import type { FrozenRun } from '../../store/index.js';

/** `--seed 2`, `--set metrics.images=100`: one text an option; empty if there were none, or none is known. */
export function givenOptions({ overrides = {} }: Pick<FrozenRun, 'overrides'>): string[] {
  const { param = [], set = [], seed, images } = overrides;
  return [
    ...param.map((value) => `--param ${quoted(value)}`),
    ...(seed === undefined ? [] : [`--seed ${quoted(seed)}`]),
    ...(images === undefined ? [] : [`--images ${quoted(images)}`]),
    ...set.map((value) => `--set ${quoted(value)}`),
  ];
}

/** Quoted for a shell, on one line. */
export function quoted(value: string): string {
  const line = value.replace(/\s+/g, ' ');
  return /^[\w./:=,+@%-]+$/.test(line) ? line : `'${line.replaceAll("'", `'\\''`)}'`;
}
