// Training does not accumulate tensors, whatever the architectures. test/long/memory.test.ts measures the process's
// memory too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryOfSteps } from '../support/step-memory.js';

for (const execution of ['eager', 'graph'] as const) {
  test(`150 ${execution} steps of alternating architectures leave no more tensors than the first steps`, async () => {
    const pairs = Array.from({ length: 150 }, (_, i) => i % 3);
    const looks = await memoryOfSteps({ execution, steps: 150, lookAt: [6, 75, 150], pairs });
    assert.ok(looks[0]!.tensors > 0);
    assert.deepEqual(
      looks.map(({ tensors }) => tensors),
      looks.map(() => looks[0]!.tensors),
    );
  });
}
