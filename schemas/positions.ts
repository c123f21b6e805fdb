// The positions of a pipeline's values and keys, so that every complaint has line and column; and the history of each
// value.
import type { Path, Place } from './complaint.js';

/** The parameter that a value was written as. */
export interface ParameterUse {
  readonly name: string;
  /** The position of its value: after `--param`, or the default of its declaration. */
  readonly place: Place;
  /** Whether the parameter is the whole value, not a part of a longer text. */
  readonly isWhole: boolean;
}

/** A value that a nearer file or the command line replaced. */
export interface ReplacedValue {
  readonly value: unknown;
  readonly place: Place;
}

/** What is known of one path. */
interface Known {
  value?: Place;
  key?: Place;
  parameter?: ParameterUse;
  replaced?: readonly ReplacedValue[];
}

export class Positions {
  private readonly known = new Map<string, Known>();

  setValue(path: Path, place: Place): void {
    this.at(path).value = place;
  }
  setKey(path: Path, place: Place): void {
    this.at(path).key = place;
  }
  setParameter(path: Path, use: ParameterUse): void {
    this.at(path).parameter = use;
  }
  has(path: Path): boolean {
    return this.known.get(pathKey(path))?.value !== undefined;
  }
  /** The value's position; for an absent value, the position of the nearest mapping around it. */
  value(path: Path): Place {
    return this.known.get(pathKey(path))?.value ?? this.holder(path.slice(0, -1));
  }
  /** The position of the key, or of the value if there is no key (list entries, the root). */
  key(path: Path): Place {
    return this.known.get(pathKey(path))?.key ?? this.value(path);
  }
  /**
   * Where to point if something is missing in this mapping: its own key; its first character in a list or at the root.
   */
  holder(path: Path): Place {
    const known = this.known.get(pathKey(path));
    const place = known?.key ?? known?.value;
    if (place) return path.length === 0 ? { ...place, end: place.start } : place;
    return this.holder(path.slice(0, -1));
  }
  parameter(path: Path): ParameterUse | undefined {
    return this.known.get(pathKey(path))?.parameter;
  }
  /** Earlier values at this path, the last first. */
  replaced(path: Path): readonly ReplacedValue[] {
    return this.known.get(pathKey(path))?.replaced ?? [];
  }
  /** Forgets a value and everything in it, because another replaces it; remembers what it was. */
  replace(path: Path, old: unknown): void {
    const before = this.has(path) ? [{ value: old, place: this.value(path) }, ...this.replaced(path)] : [];
    const key = pathKey(path);
    const isBelow = (known: string): boolean => key === '' || known.startsWith(`${key}\u0000`);
    // Only a mapping or a list has something below: a file may replace thousands of plain values.
    if (typeof old === 'object' && old !== null && Object.keys(old).length > 0)
      for (const known of [...this.known.keys()]) if (isBelow(known)) this.known.delete(known);
    this.known.delete(key);
    if (before.length > 0) this.at(path).replaced = before;
  }
  /** Takes over the positions of a value and everything in it from another map, where it is at `from`. */
  adopt(path: Path, other: Positions, value: unknown, from: Path = []): void {
    const known = other.known.get(pathKey(from));
    if (known) this.known.set(pathKey(path), { ...this.known.get(pathKey(path)), ...known });
    if (typeof value !== 'object' || value === null) return;
    for (const [name, item] of Object.entries(value)) {
      const part = Array.isArray(value) ? Number(name) : name;
      this.adopt([...path, part], other, item, [...from, part]);
    }
  }

  private at(path: Path): Known {
    const key = pathKey(path);
    const known = this.known.get(key) ?? {};
    this.known.set(key, known);
    return known;
  }
}

function pathKey(path: Path): string {
  return path.map((part) => `${typeof part === 'number' ? '#' : ''}${part}`).join('\u0000');
}
