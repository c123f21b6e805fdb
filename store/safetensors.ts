// Reads and writes the safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes,
// little-endian. Written from the published format: names to {dtype, shape, data_offsets}; only F32 and I32 are needed
// here.
import { EaganError } from '../domain/errors.js';
import type { TensorData, Tensors } from './types.js';

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}
type Metadata = Readonly<Record<string, string>>;

/** The tensors as one file, ordered by name: the same tensors always give the same bytes. */
export function writeSafetensors(tensors: Tensors, metadata?: Metadata): Uint8Array {
  const names = [...tensors.keys()].sort();
  const header = encodeHeader(names, tensors, metadata);
  const size = names.reduce((sum, name) => sum + tensors.get(name)!.data.byteLength, header.length);
  const bytes = new Uint8Array(size);
  bytes.set(header);
  let offset = header.length;
  for (const name of names) {
    const { data } = tensors.get(name)!;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * The tensors and metadata of a file. The data are views of `bytes` if alignment allows. Throws EAGAN_OBJECT_CORRUPT.
 */
export function readSafetensors(bytes: Uint8Array): { tensors: Map<string, TensorData>; metadata: Metadata } {
  const headerEnd = 8 + headerLength(bytes);
  const { __metadata__: metadata, ...entries } = parseHeader(bytes.subarray(8, headerEnd));
  const tensors = new Map<string, TensorData>();
  for (const [name, entry] of Object.entries(entries as Record<string, HeaderEntry>)) {
    tensors.set(name, { shape: entry.shape, data: view(bytes, headerEnd, name, entry) });
  }
  return { tensors, metadata: (metadata as Metadata | undefined) ?? {} };
}

function encodeHeader(names: readonly string[], tensors: Tensors, metadata?: Metadata): Uint8Array {
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const name of names) {
    const { shape, data } = tensors.get(name)!;
    if (shape.reduce((a, b) => a * b, 1) !== data.length)
      throw malformed(`${name} of shape [${shape.join(', ')}] holds ${data.length} numbers`);
    const dtype = data instanceof Float32Array ? 'F32' : 'I32';
    header[name] = { dtype, shape: [...shape], data_offsets: [offset, (offset += data.byteLength)] };
  }
  const json = Buffer.from(JSON.stringify(header));
  // Spaces after the header align the first tensor to eight bytes.
  const padded = Buffer.alloc(Math.ceil(json.length / 8) * 8 + 8, ' ');
  padded.writeBigUInt64LE(BigInt(padded.length - 8));
  json.copy(padded, 8);
  return padded;
}

function headerLength(bytes: Uint8Array): number {
  const length = bytes.length < 8 ? NaN : Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length <= bytes.length - 8) return length;
  throw malformed(`its header is truncated`);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Record<string, unknown>;
  } catch {
    throw malformed('its header is not JSON');
  }
}

function view(bytes: Uint8Array, base: number, name: string, entry: HeaderEntry): Float32Array | Int32Array {
  const {
    dtype,
    shape,
    data_offsets: [from, to],
  } = entry;
  const fits = from >= 0 && to <= bytes.length - base && to - from === 4 * shape.reduce((a, b) => a * b, 1);
  if (!fits || (dtype !== 'F32' && dtype !== 'I32'))
    throw malformed(`${name} does not fit (${dtype}, ${from} to ${to})`);
  const Numbers = dtype === 'F32' ? Float32Array : Int32Array;
  const start = bytes.byteOffset + base + from;
  if (start % 4 === 0) return new Numbers(bytes.buffer as ArrayBuffer, start, (to - from) / 4);
  return new Numbers(bytes.slice(base + from, base + to).buffer as ArrayBuffer);
}

function malformed(found: string): EaganError {
  return new EaganError(
    'EAGAN_OBJECT_CORRUPT',
    `a safetensors file must be complete and hold only F32 and I32 tensors (got: ${found})`,
  );
}
