// Every error of the operating system, wherever it happens, has a code of the catalogue with call, path and cure, and
// is never called a fault of eagan.
import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import { test } from 'node:test';
import { asActivityFailure, endOf } from '../../activities/failures.js';
import { reportError } from '../../terminal/report-error.js';
import { createOutput } from '../../terminal/output.js';
import { EaganError, errorCatalogue } from '../../domain/errors.js';
import { createFileLayer, type FileIo } from '../../store/file-layer.js';
import { explainAnyError } from '../../store/index.js';
import { describeError } from '../../trainer/describe-error.js';
import { errorToMessage } from '../../worker/error-message.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const names = [
  ...new Set([...Object.keys(constants.errno), ...[...getSystemErrorMap().values()].map(([name]) => name)]),
];
const refusal = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code}: refused, open '/data/x'`), { code, syscall: 'open', path: '/data/x', ...more });

/** Every place where an error leaves a part of the program; each gives the code that people read. */
const doors: Readonly<Record<string, (error: unknown) => string>> = {
  'the command line': (error) => {
    const written: string[] = [];
    const sink = { write: (text: string) => written.push(text) };
    const output = createOutput(sink, sink, {}, true);
    reportError(error, { output, environment: {}, stateFolder: () => '/state' });
    const { code, cure } = (JSON.parse(written.join('')) as { error: { code: string; cure: string | null } }).error;
    assert.ok(cure, `${code} has no cure`);
    return code;
  },
  'supervisor and worker': (error) => errorToMessage(error, '/state').code,
  'the trainer': (error) => describeError(error).code,
  'an activity': (error) => String((asActivityFailure(error) as { type?: unknown }).type),
  'the end of an attempt': (error) => endOf(error).code,
};

for (const [door, codeAt] of Object.entries(doors)) {
  test(`${door} reports no error number as a fault of eagan, with or without a path, wrapped or in the state folder`, () => {
    assert.ok(names.length > 80, `${names.length} names`);
    for (const name of names) {
      const shapes = [
        refusal(name),
        refusal(name, { path: undefined }),
        refusal(name, { path: '/state/store' }),
        refusal(name, { path: undefined, syscall: 'spawn temporal' }),
        refusal(name, { path: undefined, syscall: 'connect', address: '/state/supervisor.sock' }),
        new Error('it failed', { cause: refusal(name) }),
        new AggregateError([new Error('another'), refusal(name)], 'all failed'),
        Object.assign(new Error('a system error'), { code: 'ERR_SYSTEM_ERROR', info: { code: name, syscall: 'x' } }),
      ];
      for (const shape of shapes) {
        const code = codeAt(shape);
        assert.ok(Object.hasOwn(errorCatalogue, code) && code !== 'EAGAN_INTERNAL', `${name}: ${code}`);
      }
    }
  });
  test(`${door} still reports a fault of eagan as one`, () => {
    const thrown = new TypeError('x is not a function');
    assert.match(codeAt(thrown), /^(EAGAN_INTERNAL|TypeError)$/);
  });
}

test('an error of the system names its call, path, number and a cure', () => {
  for (const name of names) {
    const explained = explainAnyError(refusal(name));
    assert.ok(explained instanceof EaganError, name);
    assert.match(explained.message, /\/data\/x/, name);
    assert.ok((explained.cure ?? '').length > 20, name);
    if (explained.code === 'EAGAN_SYSTEM') assert.ok(explained.message.includes(`got ${name}: `), explained.message);
  }
  const { message, cure } = explainAnyError(refusal('EMFILE')) as EaganError;
  assert.equal(
    message,
    'the system must let eagan open /data/x (got EMFILE: this process has too many open files, in the call open)',
  );
  assert.match(cure!, /ulimit -n/);
});

test('the store says why its folder cannot be used, and a missing server is named', () => {
  const codeOf = (error: unknown): string => (explainAnyError(error, '/state') as EaganError).code;
  for (const name of ['EACCES', 'EROFS', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOENT'])
    assert.equal(codeOf(refusal(name, { path: '/state/store' })), 'EAGAN_STORE_NOT_WRITABLE', name);
  assert.equal(codeOf(refusal('EACCES')), 'EAGAN_SYSTEM');
  assert.equal(codeOf(refusal('ENOSPC')), 'EAGAN_DISK_FULL');
  assert.equal(codeOf(refusal('EIO')), 'EAGAN_DISK_ERROR');
  assert.equal(codeOf(refusal('ENOMEM')), 'EAGAN_OUT_OF_MEMORY');
  const away = new Error('Failed', {
    cause: Object.assign(new Error('14 UNAVAILABLE'), { code: 14, details: 'gone' }),
  });
  assert.equal(codeOf(away), 'EAGAN_TEMPORAL_UNREACHABLE');
});

test('the file layer gives every error number of the store’s calls a code', async () => {
  const calls = ['open', 'link', 'rename', 'mkdir', 'readdir', 'readFile', 'stat', 'rm', 'rmdir', 'utimes'] as const;
  const folder = temporaryFolder();
  for (const name of names)
    for (const call of calls) {
      const nodeFiles = await import('node:fs/promises');
      const fail = async (): Promise<never> => Promise.reject(refusal(name, { path: undefined, syscall: call }));
      const files = createFileLayer({ io: { ...nodeFiles, [call]: fail } as FileIo });
      const acts = [
        () => files.read(`${folder}/a`),
        () => files.list(folder),
        () => files.look(`${folder}/a`),
        () => files.refresh(`${folder}/a`),
        () => files.remove(`${folder}/none`),
        () => files.removeEmpty(`${folder}/none`),
        () => files.replace(`${folder}/b/${name}`, Buffer.from('x')),
        () => files.move(`${folder}/none`, `${folder}/c`),
      ];
      for (const act of acts)
        await act().catch((error: unknown) => assert.ok(error instanceof EaganError, `${call} ${name}: ${error}`));
    }
});
