// The header of a safetensors file, checked: names to {dtype, shape, data_offsets}. A file may come from a stranger.
import { EaganError } from '../domain/errors.js';
import { parseJsonText } from '../domain/parse-json.js';
import { count, fields, listOf, mapOf, mapping, oneOf, text } from '../domain/shape.js';

export type Metadata = Readonly<Record<string, string>>;

export interface TensorEntry {
  readonly dtype: 'F32' | 'I32';
  readonly shape: readonly number[];
  /** Bytes of the data, from the end of the header on. */
  readonly from: number;
  readonly to: number;
}

export interface TensorHeader {
  readonly metadata: Metadata;
  readonly entries: ReadonlyMap<string, TensorEntry>;
}

/** More tensors, or dimensions, than any network of ours has. */
const most = { tensors: 100_000, dimensions: 16 } as const;

const form = fields({ dtype: oneOf('F32', 'I32'), shape: listOf(count), data_offsets: listOf(count) });

/** Reads a header before `dataBytes` of data. Throws EAGAN_OBJECT_CORRUPT. */
export function tensorHeader(bytes: Uint8Array, dataBytes: number): TensorHeader {
  const json = headerText(bytes);
  const header = parsed(json);
  const { __metadata__: metadata = {}, ...rest } = header;
  requireShape(mapOf(text)(metadata, '__metadata__'));
  const names = Object.keys(rest);
  if (names.length > most.tensors) throw malformed(`${names.length} tensors`);
  const entries = new Map(names.map((name) => [name, entryOf(name, rest[name])]));
  requirePlaces([...entries], dataBytes);
  requireOnce(json, Object.keys(header).length);
  return { metadata: metadata as Metadata, entries };
}

function headerText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('its header is not JSON');
  }
}

function parsed(json: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = parseJsonText(json);
  } catch {
    throw malformed('its header is not JSON');
  }
  requireShape(mapping(header, 'its header'));
  return header as Record<string, unknown>;
}

function entryOf(name: string, value: unknown): TensorEntry {
  requireShape(form(value, name));
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = value as { [key in 'shape' | 'data_offsets']: number[] } & TensorEntry;
  const [from, to] = [offsets[0]!, offsets[1]!];
  const numbers = shape.reduce((product, size) => product * size, 1);
  const fits = offsets.length === 2 && shape.length <= most.dimensions && to - from === 4 * numbers;
  if (!fits) throw malformed(`${name} does not fit (${dtype}, ${from} to ${to})`);
  return { dtype, shape, from, to };
}

/** The tensors lie one behind the other: none overlaps another, and none ends behind the file. */
function requirePlaces(entries: readonly (readonly [string, TensorEntry])[], dataBytes: number): void {
  const sorted = [...entries].sort(([, a], [, b]) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const [name, { dtype, from, to }] of sorted) {
    if (from < end) throw malformed(`${name} overlaps another tensor`);
    if (to > dataBytes) throw malformed(`${name} does not fit (${dtype}, ${from} to ${to})`);
    end = Math.max(end, to);
  }
}

/** Of two equal keys JSON.parse keeps the last, other readers the first: then they would read different tensors. */
function requireOnce(json: string, names: number): void {
  let [depth, found] = [0, 0];
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[[\]{}]/gs)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && token.endsWith(':')) found++;
  }
  if (found !== names) throw malformed('its header names a tensor twice');
}

function requireShape(wrong: string | null): void {
  if (wrong !== null) throw malformed(wrong);
}

export function malformed(found: string): EaganError {
  return new EaganError(
    'EAGAN_OBJECT_CORRUPT',
    `a safetensors file must be complete and hold only F32 and I32 tensors (got: ${found})`,
  );
}
