// Where each value and key of a pipeline stands, so that every complaint names line and column.
import type { Path, Place } from './complaint.js';

export class Positions {
  private readonly values = new Map<string, Place>();
  private readonly keys = new Map<string, Place>();

  setValue(path: Path, place: Place): void {
    this.values.set(pathKey(path), place);
  }
  setKey(path: Path, place: Place): void {
    this.keys.set(pathKey(path), place);
  }
  has(path: Path): boolean {
    return this.values.has(pathKey(path));
  }
  /** The value's place; of a value that is not there, the place of the nearest mapping around it. */
  value(path: Path): Place {
    return this.values.get(pathKey(path)) ?? this.holder(path.slice(0, -1));
  }
  /** The place of the key, or of the value where there is no key (list entries, the root). */
  key(path: Path): Place {
    return this.keys.get(pathKey(path)) ?? this.value(path);
  }
  /** Where to point when something is missing in this mapping: its own key; its first character in a list or at the root. */
  holder(path: Path): Place {
    const place = this.keys.get(pathKey(path)) ?? this.values.get(pathKey(path));
    if (place) return path.length === 0 ? { ...place, end: place.start } : place;
    return this.holder(path.slice(0, -1));
  }
  /** Forgets a value and all below it, because an override puts another there. */
  forget(path: Path): void {
    const key = pathKey(path);
    for (const map of [this.values, this.keys]) {
      for (const known of [...map.keys()]) if (known === key || known.startsWith(`${key}\u0000`)) map.delete(known);
    }
  }
  /** Takes over all places of another map, below a path. */
  adopt(path: Path, other: Positions): void {
    const head = pathKey(path);
    const below = (key: string): string => (key === '' ? head : head === '' ? key : `${head}\u0000${key}`);
    for (const [key, place] of other.values) this.values.set(below(key), place);
    for (const [key, place] of other.keys) this.keys.set(below(key), place);
  }
}

function pathKey(path: Path): string {
  return path.map((part) => `${typeof part === 'number' ? '#' : ''}${part}`).join('\u0000');
}
