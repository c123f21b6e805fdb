// The object store's interface over a map, for tests of code that only puts and gets.
import assert from 'node:assert/strict';
import { digestBytes } from '../../domain/digest.js';
import type { Objects } from '../../domain/steps/objects.js';

export function memoryObjects(): Objects {
  const objects = new Map<string, Uint8Array>();
  return {
    put: async (bytes) => {
      const digest = digestBytes(bytes);
      objects.set(digest, bytes.slice());
      return digest;
    },
    get: async (digest) => {
      const bytes = objects.get(digest);
      assert.ok(bytes, `object ${digest}`);
      return bytes;
    },
    has: async (digest) => objects.has(digest),
  };
}
