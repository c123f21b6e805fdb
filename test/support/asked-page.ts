// Requests to a server of this machine as anybody can write them, and as another user of it.
import { request } from 'node:http';
import { loopback } from '../../worker/ports.js';
import { needsSecondUser, secondUser } from './second-user.js';

export interface AskedPage {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface AnsweredPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request as anybody can write it: `fetch` would set Host and Origin itself. */
export function askPage(
  port: number,
  { method = 'GET', path = '/', headers = {}, body }: AskedPage = {},
): Promise<AnsweredPage> {
  // prettier-ignore
  return new Promise((resolve, reject) => {
    const asked = request({ host: loopback, port, method, path, headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, text: Buffer.concat(parts).toString() }),
      );
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const thief = secondUser();
/** Why no other user can try a cookie here; false: one can. */
export const cannotSteal =
  needsSecondUser ||
  (process.platform !== 'linux' && 'only Linux tells whose a connection is') ||
  (!thief?.canRun(process.execPath) && 'the second user cannot run node');

/** The status that another user gets for an address with a cookie, by the `fetch` of a process of that user. */
export async function statusForThief(address: string, cookie: string): Promise<string> {
  const code = `
    const [address, cookie] = process.argv.slice(1);
    const { status } = await fetch(address, { headers: { cookie } });
    console.log(status);`;
  const child = thief!.start(process.execPath, ['--input-type=module', '-e', code, address, cookie]);
  let said = '';
  child.stdout!.on('data', (part: Buffer) => (said += String(part)));
  await new Promise((resolve) => child.once('close', resolve));
  return said.trim();
}
