// Lays a file over the one that it extends: objects merge key by key, stages by id, other lists replace, null deletes.
import type { Path } from './complaint.js';
import type { Positions } from './positions.js';

/** Plain values and their positions. */
export interface Layer {
  readonly value: unknown;
  readonly positions: Positions;
}

type Mapping = Record<string | number, unknown>;

/** Keys that give the kind of a mapping: if the kinds differ, the nearer mapping replaces the other as a whole. */
const tags: readonly string[] = ['kind', 'from', 'network'];

/** Merges layers into one, the base first; changes the base's values and positions. */
export function mergeLayers([base, ...nearer]: readonly Layer[]): Layer {
  for (const over of nearer)
    new Merge(base!.positions, over.positions).mapping(asMapping(base!.value)!, [], over.value as Mapping, []);
  return base!;
}

/** The value as a mapping; null for everything else. */
export function asMapping(value: unknown): Mapping | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : null;
}

/**
 * `at`: a path in the base; `from`: the path of the same thing in the file over it. Their positions of stages differ.
 */
class Merge {
  constructor(
    private readonly base: Positions,
    private readonly over: Positions,
  ) {}

  mapping(into: Mapping, at: Path, over: Mapping, from: Path): void {
    for (const key of Object.keys(over)) this.key(into, key, [...at, key], over[key], [...from, key]);
  }

  private key(into: Mapping, key: string, at: Path, value: unknown, from: Path): void {
    const inherited = into[key];
    const [below, above] = [asMapping(inherited), asMapping(value)];
    if (value === null && inherited !== null && inherited !== undefined) {
      this.base.replace(at, inherited);
      delete into[key];
    } else if (at.length === 1 && key === 'stages' && Array.isArray(inherited) && Array.isArray(value)) {
      this.stages(inherited, at, value, from);
    } else if (below && above && isSameKind(below, above)) {
      this.base.setKey(at, this.over.key(from));
      this.base.setValue(at, this.over.value(from));
      this.mapping(below, at, above, from);
    } else {
      this.put(into, key, at, value, from);
    }
  }

  /** Each stage over the one with its id, once; the others follow. */
  private stages(into: unknown[], at: Path, over: readonly unknown[], from: Path): void {
    const free = new Map(into.flatMap((stage, index) => (idOf(stage) === null ? [] : [[idOf(stage), index] as const])));
    over.forEach((stage, index) => {
      const id = idOf(stage);
      const position = id === null ? undefined : free.get(id);
      const source = [...from, index];
      if (position === undefined)
        return this.put(into as unknown as Mapping, into.length, [...at, into.length], stage, source);
      free.delete(id);
      this.base.setValue([...at, position], this.over.value(source));
      this.mapping(asMapping(into[position])!, [...at, position], asMapping(stage)!, source);
    });
  }

  private put(into: Mapping, key: string | number, at: Path, value: unknown, from: Path): void {
    this.base.replace(at, into[key]);
    this.base.adopt(at, this.over, value, from);
    into[key] = value;
  }
}

function isSameKind(one: Mapping, other: Mapping): boolean {
  return tags.every((tag) => one[tag] === undefined || other[tag] === undefined || one[tag] === other[tag]);
}

function idOf(stage: unknown): string | null {
  const id = asMapping(stage)?.id;
  return typeof id === 'string' ? id : null;
}
