// Search attributes of a configured server whose administrator lets nobody register any.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireSearchAttributes } from '../../worker/configured.js';
import type { Operated } from '../../worker/namespace.js';

const at = { address: 'temporal.example.org:7233', namespace: 'search' };

function serverWith(...names: readonly string[]): Operated {
  const operatorService = {
    listSearchAttributes: async () => ({ customAttributes: Object.fromEntries(names.map((name) => [name, 2])) }),
    addSearchAttributes: () => Promise.reject(new Error('permission denied')),
  };
  return { operatorService } as unknown as Operated;
}

test('a server with the attribute of runs alone serves runs', async () => {
  await requireSearchAttributes(serverWith('EaganRun'), at);
  await requireSearchAttributes(serverWith('EaganRun', 'EaganStage', 'EaganGeneration'), at);
});

test('a server without the attribute of runs is refused, with the command that creates all', () =>
  assert.rejects(requireSearchAttributes(serverWith('EaganStage'), at), {
    code: 'EAGAN_TEMPORAL_UNREACHABLE',
    message:
      'namespace search at temporal.example.org:7233 must have the search attribute EaganRun (registering it failed: permission denied)',
    cure: 'Ask the administrator of that server to create it: temporal operator search-attribute create --name EaganRun --type Keyword --name EaganStage --type Keyword --name EaganGeneration --type Int',
  }));
