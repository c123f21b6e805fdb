// `node scripts/bootstrap.mjs [--verify]`: the set-up of a fresh clone. It has no dependencies because it installs
// them.
import { logValues } from './printable.mjs';
import { becomePrivate } from './privacy.mjs';
import { setUp } from './setup.mjs';

becomePrivate();

try {
  await setUp({ verify: process.argv.includes('--verify') });
} catch (error) {
  const { code, message, cure, stack } = /** @type {Error & { code?: string, cure?: string }} */ (error);
  logValues(code?.startsWith('EAGAN_') ? `error ${code}: ${message}\n→ ${cure}` : stack);
  process.exitCode = 3;
}
