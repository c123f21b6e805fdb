// Takes the lock named by its argument, writes `held`, and keeps it until its stdin closes.
import { withLock } from '../../scripts/lock.mjs';

await withLock(process.argv[2]!, async () => {
  console.log('held');
  await new Promise((resolve) => process.stdin.on('close', resolve).resume());
});
console.log('released');
