// Parsers of our own formats refuse nonsense by code, and no table answers to a name that only its prototype has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodeOf } from '../../domain/errors.js';
import { wayOnFrom } from '../../domain/runs/run-ends.js';
import { blocks } from '../../domain/runs/run-state.js';
import { builtinArchitecture } from '../../domain/search/builtin-genotypes.js';
import { findSpace } from '../../domain/search/search-space.js';
import { selectionRow } from '../../domain/search/selection-rules.js';
import { factsOf, runsInTrainer } from '../../domain/steps/kinds.js';
import { computePure } from '../../domain/steps/pure-steps.js';
import { recordProblem } from '../../domain/steps/record-shape.js';
import { retryDelayMs } from '../../domain/steps/retries.js';
import { readerOf } from '../../datasets/kinds.js';
import { loadPipeline } from '../../schemas/load-pipeline.js';
import { outputForm } from '../../store/closure.js';
import { explainFileError } from '../../store/file-errors.js';
import { readSafetensors, writeSafetensors } from '../../store/safetensors.js';
import { readNpy } from '../../formats/arrays/npy.js';
import { memoryObjects } from '../support/memory-objects.js';

function file(header: unknown, data = 16, length?: number): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = Buffer.alloc(8 + json.length + data);
  bytes.writeBigUInt64LE(BigInt(length ?? json.length));
  json.copy(bytes, 8);
  return bytes;
}

const tensor = { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] };
const nonsense: Record<string, Uint8Array> = {
  null: file(null),
  'a list': file([]),
  'a number': file(5),
  'a tensor null': file({ a: null }),
  'no shape': file({ a: { dtype: 'F32', data_offsets: [0, 16] } }),
  'no offsets': file({ a: { dtype: 'F32', shape: [4] } }),
  'shape [-1, -1]': file({ a: { ...tensor, shape: [-1, -1], data_offsets: [0, 4] } }),
  'shape [0.5, 2]': file({ a: { ...tensor, shape: [0.5, 2], data_offsets: [0, 4] } }),
  'a shape of texts': file({ a: { ...tensor, shape: ['2', '2'] } }),
  'a vast shape': file({ a: { ...tensor, shape: [2 ** 52, 2 ** 52, 2 ** 52] } }),
  'a thousand dimensions': file({
    a: { ...tensor, shape: Array.from({ length: 1000 }, () => 1), data_offsets: [0, 4] },
  }),
  'overlapping tensors': file({ a: tensor, b: { ...tensor, shape: [1], data_offsets: [12, 16] } }),
  'offsets behind the end': file({ a: { ...tensor, data_offsets: [16, 32] } }),
  'offsets backwards': file({ a: { ...tensor, shape: [0], data_offsets: [16, 0] } }),
  'three offsets': file({ a: { ...tensor, data_offsets: [0, 16, 32] } }),
  'dtype constructor': file({ a: { ...tensor, dtype: 'constructor' } }),
  'dtype F64': file({ a: { ...tensor, dtype: 'F64' } }),
  'a tensor twice': file(
    '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
  ),
  'a name twice, once escaped': file(
    '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
  ),
  'metadata that is no text': file({ __metadata__: { a: 1 } }),
  'metadata null': file({ __metadata__: null }),
  'a header longer than the file': file({ a: tensor }, 16, 1e15),
  'a header of 2^63 bytes': Buffer.from([0, 0, 0, 0, 0, 0, 0, 0x80, 0x7b, 0x7d]),
  'deep nesting': file('{"a":' + '['.repeat(100_000) + ']'.repeat(100_000) + '}'),
  'bytes that are no UTF-8': Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from([0xff, 0xfe])]),
  nothing: new Uint8Array(0),
};
for (const [what, bytes] of Object.entries(nonsense))
  test(`a safetensors header with ${what} is EAGAN_OBJECT_CORRUPT`, () => {
    assert.throws(() => readSafetensors(bytes), { code: 'EAGAN_OBJECT_CORRUPT' });
  });

test('a tensor may be called __proto__ or constructor, and is only a tensor', () => {
  const header = '{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"constructor":{"dtype":"I32","shape":[3],"data_offsets":[4,16]}}'; // prettier-ignore
  const { tensors } = readSafetensors(file(header));
  assert.deepEqual([...tensors.keys()], ['__proto__', 'constructor']);
  const written = writeSafetensors(new Map([['a', { shape: [2], data: Float32Array.of(1, 2) }]]), { note: 'x' });
  assert.deepEqual([...readSafetensors(written).tensors.get('a')!.data], [1, 2]);
});

test('a NumPy file whose type is the name of a prototype’s member is malformed', () => {
  const header = "{'descr': 'constructor', 'fortran_order': False, 'shape': (3, 7), }\n";
  const bytes = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Buffer.from([header.length, 0]),
    Buffer.from(header),
  ]);
  assert.throws(() => readNpy(bytes), /must be <, > or \| and one of/);
});

/** Each looks something up by a name that comes from a file. A code, or nothing found: never another error. */
const lookUps: Record<string, (name: never) => unknown> = {
  'a code of the catalogue': (name) => assert.equal(errorCodeOf({ code: name }), undefined),
  'how a run continues': (name) => assert.equal(wayOnFrom(name), 'resume'),
  'whether a code blocks': (name) => assert.equal(blocks(name), false),
  'the wait before an attempt': (name) => assert.equal(retryDelayMs(name, 1), 1000),
  'a kind of step': (name) => factsOf(name),
  'whether a step runs in a trainer': (name) => runsInTrainer({ kind: name } as never),
  'a pure step': (name) => computePure({ kind: name } as never, memoryObjects()),
  'the form of an output': (name) => assert.equal(outputForm('evaluate', name), 'plain'),
  'a space': (name) => assert.equal(findSpace(name, {}), undefined),
  'a built-in architecture': (name) => builtinArchitecture('generator', name),
  'a rule of selection': (name) => selectionRow(name),
  'a kind of data set': (name) => readerOf({ kind: name }),
  'the words of a system error': (name) => explainFileError({ code: name, syscall: name, message: '' }, '/x'),
  'a record': (name) => assert.notEqual(recordProblem({ step: { kind: name } }), null),
};
for (const [what, lookUp] of Object.entries(lookUps))
  test(`${what} is no member of a prototype`, () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
      try {
        lookUp(name as never);
      } catch (error) {
        assert.ok(errorCodeOf(error) !== undefined, `${name}: ${String(error)}`);
        assert.notEqual(errorCodeOf(error), 'EAGAN_INTERNAL');
      }
    }
  });

for (const name of ['constructor', '__proto__', 'toString'])
  test(`"${name}" as a key, a space, a stage, a parameter and a path of --set gives complaints`, () => {
    const texts = [
      `${name}: 1`,
      `stages: [{ id: ${name}, search: generator, space: ${name} }]`,
      `searchSpaces: { ${name}: { network: generator } }`,
      `parameters: { ${name}: { type: ${name} } }\nversion: "\${param:${name}}"`,
      `dataset: { kind: ${name}, ${name}: 1 }`,
      `metrics: { extractor: { ${name}: 1 }, latency: { from: ${name} } }`,
    ];
    for (const text of texts) {
      const result = loadPipeline({ file: '/nowhere/x.yaml', text }, { set: [`${name}=1`, `${name}.${name}=1`] });
      assert.equal(result.ok, false);
    }
  });
