// Provides the Temporal CLI in a process of its own, which a test can kill.
import { provideTemporal } from '../../scripts/temporal.mjs';

await provideTemporal({ env: process.env, say: console.log, verify: process.argv.includes('--verify') });
