// A Chromium without a window that tests drive through its debugging pipe: pages as people see them, as text and as
// pictures.
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { noChromium, provideChromium } from '../../scripts/chromium.mjs';
import { childEnvironment } from '../../scripts/child-environment.mjs';
import { patienceMs } from './processes.js';
import { temporaryFolder } from './temporary-folder.js';

/** The parts of an answer that are read here. */
interface Answer {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: PageEvent['parameters'];
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly targetId?: string;
    readonly sessionId?: string;
    readonly data?: string;
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
  };
}

/** What a page tells of by itself, such as `Network.requestWillBeSent`. */
export interface PageEvent {
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}
type Result = NonNullable<Answer['result']>;

const answersWithinMs = 300_000;

export class Browser {
  private last = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private readonly events = new Map<string, PageEvent[]>();

  private constructor(private readonly child: ChildProcess) {
    let text = '';
    (child.stdio[4] as Readable).on('data', (part: Buffer) => {
      const parts = (text + part.toString('utf8')).split('\0');
      text = parts.pop()!;
      for (const one of parts) this.hear(JSON.parse(one) as Answer);
    });
  }

  static async start(): Promise<Browser> {
    const { program, libraries, fonts } = await provideChromium();
    const folder = temporaryFolder();
    const flags = ['--remote-debugging-pipe', `--user-data-dir=${folder}`, '--no-first-run', '--no-sandbox'];
    const places = { HOME: folder, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: fonts };
    const child = spawn(program, [...flags, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      env: { ...childEnvironment('tool'), ...places },
    });
    return new Browser(child);
  }

  /** A new page of that size in pixels. */
  async page(width: number, height: number): Promise<Page> {
    const { targetId } = await this.ask('Target.createTarget', { url: 'about:blank', width, height });
    const { sessionId } = await this.ask('Target.attachToTarget', { targetId, flatten: true });
    const events: PageEvent[] = [];
    this.events.set(sessionId!, events);
    return new Page((method, parameters) => this.ask(method, parameters, sessionId), events);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGTERM');
    if ((await Promise.race([ended, sleep(5_000, 'late', { ref: false })])) === 'late') this.child.kill('SIGKILL');
  }

  private hear(answer: Answer): void {
    const { id, sessionId = '', method, params = {} } = answer;
    if (id !== undefined) this.waiting.get(id)?.(answer);
    else if (method !== undefined) this.events.get(sessionId)?.push({ method, parameters: params });
  }

  private ask(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Chromium did not answer ${method}`)), answersWithinMs);
      this.waiting.set(id, ({ error, result }) => {
        clearTimeout(late);
        this.waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      (this.child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }
}

export class Page {
  /** `events`: what the page told of so far, of the domains that are enabled. */
  constructor(
    readonly ask: (method: string, parameters?: object) => Promise<Result>,
    readonly events: readonly PageEvent[],
  ) {}

  async goTo(url: string): Promise<void> {
    await this.ask('Page.enable');
    await this.ask('Page.navigate', { url });
  }

  /** The text that people see, with that of frames on the same origin. */
  async text(): Promise<string> {
    return String(await this.evaluate(textOfPage));
  }

  async evaluate(expression: string): Promise<unknown> {
    const asked = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.ask('Runtime.evaluate', asked);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result?.value;
  }

  /** The text of the page, once it contains all of these. Throws with the text if it does not in time. */
  async showing(wanted: readonly RegExp[]): Promise<string> {
    for (const end = Date.now() + patienceMs; ; await sleep(250)) {
      const text = await this.text();
      const missing = wanted.filter((one) => !one.test(text));
      if (missing.length === 0) return text;
      if (Date.now() > end) throw new Error(`the page must show ${missing.join(' and ')} (it shows: ${text})`);
    }
  }

  /** Writes a PNG of what is in view. */
  async picture(path: string): Promise<void> {
    const { data } = await this.ask('Page.captureScreenshot', { format: 'png' });
    writeFileSync(path, Buffer.from(data!, 'base64'));
  }
}

const textOfPage = `(() => {
  const frames = [...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument?.body);
  return [document.body, ...frames].map((body) => body?.innerText ?? '').join('\\n');
})()`;

/** Why no browser can be driven here; false: one can. Some containers let none start, or have no registry for it. */
export async function noBrowser(): Promise<string | false> {
  const missing = noChromium();
  if (missing !== null) return missing;
  const closed = Browser.start().then((found) => found.close());
  return closed.then(() => false, (error: unknown) => `no Chromium starts here: ${(error as Error).message.split('\n')[0]}`); // prettier-ignore
}
