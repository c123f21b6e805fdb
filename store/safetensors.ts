// Reads and writes the safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes,
// little-endian. Written from the published format: names to {dtype, shape, data_offsets}; only F32 and I32 are needed
// here.
import { malformed, tensorHeader, type Metadata, type TensorEntry } from './safetensors-header.js';
import type { TensorData, Tensors } from './types.js';

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
  const { metadata, entries } = tensorHeader(bytes.subarray(8, headerEnd), bytes.length - headerEnd);
  const tensors = new Map<string, TensorData>();
  for (const [name, entry] of entries) tensors.set(name, { shape: entry.shape, data: view(bytes, headerEnd, entry) });
  return { tensors, metadata };
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

function view(bytes: Uint8Array, base: number, { dtype, from, to }: TensorEntry): Float32Array | Int32Array {
  const Numbers = dtype === 'F32' ? Float32Array : Int32Array;
  const start = bytes.byteOffset + base + from;
  if (start % 4 === 0) return new Numbers(bytes.buffer as ArrayBuffer, start, (to - from) / 4);
  return new Numbers(bytes.slice(base + from, base + to).buffer as ArrayBuffer);
}
