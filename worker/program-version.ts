// The program's version, from the package.json beside dist/.
import { readFileSync } from 'node:fs';

const packageFile = new URL('../../package.json', import.meta.url);

export function programVersion(): string {
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
}
