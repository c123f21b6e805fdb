// /dev/full, which takes no byte: a full disk that every Linux has.
import { existsSync } from 'node:fs';

/** Why tests that write to it cannot run, or false. */
export const noDevFull: string | false = existsSync('/dev/full') ? false : 'there is no /dev/full';
