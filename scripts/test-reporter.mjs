// A reporter for node:test: failures in full, skipped tests by name, then counts; it does not print tests that pass.
// With EAGAN_TEST_PROGRESS it also shows what tests write to stderr, as it comes, and each test that passed.

/** @typedef {{ type: string, data: any }} TestEvent */

const showsProgress = Boolean(process.env.EAGAN_TEST_PROGRESS);

/** A file's own event contains those of its tests. @param {any} data */
const isTest = (data) => data.details?.type !== 'suite' && data.name !== data.file;

/** @param {any} data */
function failure(data) {
  const error = data.details.error;
  const cause = error?.cause ?? error;
  return `\n✗ ${data.name}\n  ${data.file ?? ''}:${data.line ?? ''}\n  ${String(cause?.stack ?? cause).replaceAll('\n', '\n  ')}\n`;
}

/** A parent fails with its children; reporting them is enough. @param {any} data */
const hasOwnFailure = (data) => data.details.error?.failureType !== 'subtestsFailed';

/** @param {AsyncIterable<TestEvent>} source */
export default async function* reporter(source) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of source) {
    if (type === 'test:pass' && (data.skip !== undefined || data.todo !== undefined)) {
      counts.skipped += 1;
      yield `- skipped: ${data.name} (${data.skip || data.todo || 'no reason given'})\n`;
    } else if (type === 'test:pass' && isTest(data)) {
      counts.passed += 1;
      if (showsProgress) yield `✓ ${data.name} (${Math.round(data.details.duration_ms / 1000)} s)\n`;
    } else if (type === 'test:stderr' && showsProgress) yield data.message;
    else if (type === 'test:fail' && hasOwnFailure(data)) {
      counts.failed += 1;
      yield failure(data);
    }
  }
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}
