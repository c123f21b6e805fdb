// `eagan server start` on a running server says which of its options have no effect.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeServer, notApplied } from '../../cli/commands/server.js';
import type { SupervisorStatus } from '../../worker/types.js';

const state = { pid: 7, state: 'running', restarts: 0 } as const;
const endpoint = { kind: 'embedded', address: '127.0.0.1:7300', namespace: 'default', ui: null } as const;
const running: SupervisorStatus = {
  ...{ schemaVersion: 1, pid: 6, version: '1', stateFolder: '/eagan', runtime: null, failure: null, notice: null },
  ...{ endpoint, server: state, worker: state, slots: 2, ready: true, openRuns: 0, stopping: false },
};

test('an option that the running server already has is not mentioned', () => {
  assert.deepEqual(notApplied({}, running), []);
  assert.deepEqual(notApplied({ port: 7300, slots: 2 }, running), []);
});

test('a different port or number of slots is reported, with the command that changes it', () => {
  const [port, slots] = notApplied({ port: 7400, slots: 3 }, running);
  assert.match(port!, /stays on port 7300: .*eagan server stop/);
  assert.match(slots!, /keeps its 2 slots: .*eagan server stop/);
});

test('the page of the running server says how to open the web UI', () => {
  assert.match(describeServer(running), /web UI +closed; open it: eagan server ui/);
  const open = { ...running, endpoint: { ...endpoint, ui: 'http://127.0.0.1:7301' } };
  assert.match(describeServer(open), /web UI +http:\/\/127\.0\.0\.1:7301/);
});

test('a port has no meaning beside a configured Temporal', () => {
  const configured = { ...running, endpoint: { ...endpoint, kind: 'configured' as const }, server: null };
  assert.match(notApplied({ port: 7300 }, configured).join(), /--port 7300 has no effect/);
});
