// Decodes a plain JPEG by TensorFlow's kernel, in the calling thread: a tenth of what a pipeline of libvips costs for a
// small image.
import { download, execute, nativeAttributes, release, uploadString, type Handle } from '../models/device.js';
import type { Attributes } from '../models/ir/graph.js';

const decoding: Attributes = {
  channels: { kind: 'int', value: 3 },
  // libvips and PIL decode so; TensorFlow's default is a faster transform that is off by one here and there.
  dct_method: { kind: 'string', value: 'INTEGER_ACCURATE' },
};
// Bytes cannot be downloaded.
const toIntegers: Attributes = { SrcT: { kind: 'type', value: 'uint8' }, DstT: { kind: 'type', value: 'int32' } };

/**
 * The pixels as RGB bytes; null when the decoder finds the bytes damaged. Equal to what libvips gives: both use
 * libjpeg-turbo.
 */
export function decodeNatively(bytes: Uint8Array): Uint8Array | null {
  const handles: Handle[] = [uploadString(bytes)];
  const run = (kernel: string, attributes: Attributes): Handle => {
    handles.push(...execute(kernel, nativeAttributes(attributes), handles.slice(-1), 1));
    return handles.at(-1)!;
  };
  try {
    run('DecodeJpeg', decoding);
    return new Uint8Array(download(run('Cast', toIntegers)));
  } catch {
    return null;
  } finally {
    handles.forEach(release);
  }
}
