// Live pages over a store in a folder of its own, and requests as anybody can write them.
import { request } from 'node:http';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../store/index.js';
import { UiServer, type UiOptions } from '../../ui/server.js';
import { loopback } from '../../worker/ports.js';
import { askPage } from './asked-page.js';
import { quickStore } from './quick-store.js';
import { temporaryFolder } from './temporary-folder.js';

/** A state folder with an empty store that writes quickly. */
export async function folderWithStore(): Promise<{ readonly stateFolder: string; readonly store: Store }> {
  const stateFolder = temporaryFolder();
  mkdirSync(join(stateFolder, 'store'), { mode: 0o700 });
  return { stateFolder, store: await quickStore(join(stateFolder, 'store')) };
}

export interface LiveServer {
  readonly server: UiServer;
  readonly port: number;
  /** Headers of the browser that opened the link. */
  readonly admitted: Readonly<Record<string, string>>;
}

/** A server, and a browser that it knows. */
export async function liveServer(stateFolder: string, options: Partial<UiOptions> = {}): Promise<LiveServer> {
  const server = await UiServer.open({ stateFolder, host: loopback, port: 0, ...options });
  const { port } = server;
  const host = `${loopback}:${port}`;
  const link = new URL(server.newLink());
  const { headers } = await askPage(port, { path: link.pathname + link.search, headers: { host } });
  const cookie = (headers['set-cookie'] as string[])[0]!.split(';')[0]!;
  return { server, port, admitted: { host, cookie } };
}

interface HeardEvent {
  readonly id: string;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A report takes seconds, and longer where much else runs. */
const hearsWithinMs = 120_000;

/** An open stream of events, as a page has it. */
export interface HeardStream {
  readonly events: readonly HeardEvent[];
  /** The first event of that name that fits, after so many others; waits for it. */
  hear(name: string, fits?: (data: HeardEvent['data']) => boolean, after?: number): Promise<HeardEvent>;
  close(): void;
}

export function openStream(
  { port, admitted }: Pick<LiveServer, 'port' | 'admitted'>,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<HeardStream> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: loopback, port, path, headers: { ...admitted, ...headers }, agent: false });
    asked.on('error', reject);
    asked.on('response', (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`the stream was answered with ${answer.statusCode}`));
      const events: HeardEvent[] = [];
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        const blocks = (text + part).split('\n\n');
        text = blocks.pop()!;
        events.push(...blocks.flatMap(eventIn));
      });
      answer.on('error', () => undefined);
      resolve({
        events,
        async hear(name, fits = () => true, after = 0) {
          for (const end = Date.now() + hearsWithinMs; Date.now() < end; await sleep(20)) {
            const found = events.slice(after).find((one) => one.name === name && fits(one.data));
            if (found) return found;
          }
          throw new Error(`${path} must tell ${name} (it told ${JSON.stringify(events).slice(0, 2_000)})`);
        },
        close: () => asked.destroy(),
      });
    });
    asked.end();
  });
}

function eventIn(block: string): HeardEvent[] {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])); // prettier-ignore
  const [name, data] = [fields.get('event'), fields.get('data')];
  return name && data ? [{ id: fields.get('id') ?? '', name, data: JSON.parse(data) as HeardEvent['data'] }] : [];
}
