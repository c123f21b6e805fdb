// Random changes of JSON, as somebody would try them who knows the form: fields that are dropped, swapped, doubled or
// of another type, huge numbers, names of prototypes, strange texts.
import type { RandomStream } from '../../domain/stream.js';

const texts = [
  ...['', ' ', '.', '..', '../../etc/passwd', '/etc/shadow', 'a/../../b', '/dev/zero', '\0', 'con', '-rf', '*'],
  ...['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length'],
  ...['\u001b[2J\u001b]0;mine\u0007', '\u202eevil', '\u009b31m', '\ud800', 'é'.repeat(300), 'x'.repeat(100_000)],
  ...['0'.repeat(64), 'f'.repeat(64), 'F'.repeat(64), 'generator/gen-000/select', 'dataset', 'export', 'completed'],
];
const numbers = [0, -0, 1, -1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e15, 1e308, 1e-7, 4_294_967_296];
const others = (): unknown[] => [null, true, false, [], {}, [[]], [null], deep(30_000), { length: 1e9 }, { toJSON: 1 }];

function deep(levels: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

const strange = (random: RandomStream): unknown => random.pick<unknown>([...texts, ...numbers, ...others()]);

/** The value with one to three changes; the value itself stays as it is. */
export function mutated(value: unknown, random: RandomStream): unknown {
  let changed: { root: unknown } = { root: structuredClone(value) };
  const changes = 1 + random.integer(3);
  for (let i = 0; i < changes; i++) changed = change(changed, random);
  return changed.root;
}

type Holder = Record<string, unknown>;
interface Field {
  readonly holder: Holder;
  readonly name: string;
}

function change(box: { root: unknown }, random: RandomStream): { root: unknown } {
  const fields = fieldsOf(box as unknown as Holder, 0);
  const { holder, name } = random.pick(fields);
  random.pick(changes)(holder, name, random, fields);
  return 'root' in box ? box : { root: undefined };
}

/** Every field below a value, the value's own first. Not of very deep values, which are among the strange ones. */
function fieldsOf(holder: Holder, depth: number): Field[] {
  if (depth > 40) return [];
  return Object.keys(holder).flatMap((name) => {
    const item = holder[name];
    const below = typeof item === 'object' && item !== null ? fieldsOf(item as Holder, depth + 1) : [];
    return [{ holder, name }, ...below];
  });
}

type Change = (holder: Holder, name: string, random: RandomStream, fields: readonly Field[]) => void;

/** As JSON.parse does, also for `__proto__`. */
function put(holder: Holder, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
}

const changes: readonly Change[] = [
  (holder, name) => void (Array.isArray(holder) ? holder.splice(Number(name), 1) : delete holder[name]),
  (holder, name, random) => put(holder, name, strange(random)),
  (holder, name, random) => put(holder, name, nearly(holder[name], random)),
  (holder, name, random) => put(holder, name, nearly(holder[name], random)),
  // Under another name, or under two.
  (holder, name, random) => {
    if (Array.isArray(holder)) holder.push(holder[Number(name)]);
    else put(holder, random.pick(texts).slice(0, 100), holder[name]);
  },
  (holder, name, random) => {
    if (Array.isArray(holder)) return;
    const item = holder[name];
    delete holder[name];
    put(holder, random.pick(['constructor', '__proto__', 'prototype', `${name}s`]), item);
  },
  // The value of another field.
  (holder, name, random, fields) => {
    const other = random.pick(fields);
    put(holder, name, copyOf(other.holder[other.name]));
  },
  (holder, name, random, fields) => {
    const other = random.pick(fields);
    const [mine, yours] = [copyOf(holder[name]), copyOf(other.holder[other.name])];
    put(holder, name, yours);
    put(other.holder, other.name, mine);
  },
];

/** A very deep value cannot be copied, and need not be. */
function copyOf(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
}

/** A value of the same type beside the given one. */
function nearly(value: unknown, random: RandomStream): unknown {
  if (typeof value === 'number')
    return random.pick([value + 1, value - 1, -value, value * 1e15, value + 0.5, `${value}`]);
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return strange(random);
  const at = random.integer(value.length + 1);
  const letter = random.pick([...'0123456789abcdef./\0']);
  return random.pick([
    value.slice(0, at) + letter + value.slice(at + 1),
    `${value}/..`,
    `../${value}`,
    value.toUpperCase(),
    value + value,
    `${value}\u001b[31m`,
  ]);
}
