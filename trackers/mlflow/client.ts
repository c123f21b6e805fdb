// Requests to an MLflow server by its REST interface (api/2.0/mlflow), with time limits and a few tries again.
import { setTimeout as sleep } from 'node:timers/promises';
import { EaganError } from '../../domain/errors.js';
import { answerCure, type Answer as Body } from './answers.js';
import { authorizationOf, serverAddress, type Credentials } from './address.js';

export interface ClientOptions {
  readonly credentials: Credentials;
  /** How long to wait before each try again, in milliseconds. */
  readonly waitsMs?: readonly number[];
  /** For each request; files get ten times as long. */
  readonly limitMs?: number;
}

interface Answer {
  readonly status: number;
  readonly body: Body;
}

type Query = Readonly<Record<string, string>>;

/** Larger answers are none of MLflow's. */
const mostBytes = 64 * 2 ** 20;
/** Too many requests, or a server that is in trouble or being started: later it may answer. */
const passing = new Set([429, 500, 502, 503, 504]);

export class MlflowClient {
  readonly address: string;
  private readonly authorization: string | null;
  private readonly waitsMs: readonly number[];
  private readonly limitMs: number;

  /** Throws EAGAN_TRACKER_ADDRESS. */
  constructor(asked: string, { credentials, waitsMs = [500, 2000, 5000], limitMs = 30_000 }: ClientOptions) {
    this.address = serverAddress(asked);
    this.authorization = authorizationOf(credentials);
    [this.waitsMs, this.limitMs] = [waitsMs, limitMs];
  }

  /** Throws EAGAN_TRACKER_UNREACHABLE, EAGAN_TRACKER_REFUSED and EAGAN_TRACKER_ANSWER. */
  async get(path: string, query: Query): Promise<Body> {
    return this.expect(await this.ask(path, query), path);
  }

  /** The same; null: the server knows no such thing. */
  async find(path: string, query: Query): Promise<Body | null> {
    const answer = await this.ask(path, query);
    return answer.body.error_code === 'RESOURCE_DOES_NOT_EXIST' ? null : this.expect(answer, path);
  }

  async post(path: string, value: object): Promise<Body> {
    const body = JSON.stringify(value);
    const headers = { 'content-type': 'application/json' };
    return this.expect(await this.send(`api/2.0/mlflow/${path}`, { method: 'POST', body, headers }), path);
  }

  /** Puts a file where the server keeps artifacts. `path`: below `mlflow-artifacts:/`. */
  async putArtifact(path: string, bytes: Uint8Array): Promise<void> {
    const way = path.split('/').map(encodeURIComponent).join('/');
    const request = {
      method: 'PUT',
      body: new Uint8Array(bytes),
      headers: { 'content-type': 'application/octet-stream' },
    };
    this.expect(await this.send(`api/2.0/mlflow-artifacts/artifacts/${way}`, request, 10 * this.limitMs), path);
  }

  private ask(path: string, query: Query): Promise<Answer> {
    return this.send(`api/2.0/mlflow/${path}?${new URLSearchParams(query).toString()}`, { method: 'GET' });
  }

  private expect({ status, body }: Answer, path: string): Body {
    if (status < 300) return body;
    const said = [body.error_code, body.message].filter((part) => typeof part === 'string').join(': ');
    throw this.refusal(status, path, said);
  }

  private async send(path: string, request: RequestInit, limitMs = this.limitMs): Promise<Answer> {
    for (let tried = 0; ; tried++) {
      const wait = this.waitsMs[tried];
      const answer = await this.sendOnce(path, request, limitMs).catch((error: unknown) => error as Error);
      if (!(answer instanceof Error) && !passing.has(answer.status)) return answer;
      if (answer instanceof EaganError) throw answer;
      if (wait === undefined) throw this.unreachable(answer, tried + 1);
      await sleep(wait);
    }
  }

  /** A redirection is not followed: it could send the password elsewhere. */
  private async sendOnce(path: string, request: RequestInit, limitMs: number): Promise<Answer> {
    const headers = { ...(request.headers as Record<string, string>), ...this.who() };
    const signal = AbortSignal.timeout(limitMs);
    const response = await fetch(`${this.address}/${path}`, { ...request, headers, signal, redirect: 'manual' });
    const text = await boundedText(response);
    const { status } = response;
    if (passing.has(status)) return { status, body: {} };
    if (status === 401 || status === 403) throw this.refusal(status, path, '');
    const body = jsonObject(text);
    if (body !== null) return { status, body };
    throw this.refusal(status, path, status < 300 ? 'the answer is no JSON object' : '');
  }

  private who(): Record<string, string> {
    return this.authorization === null ? {} : { authorization: this.authorization };
  }

  private refusal(status: number, path: string, said: string): EaganError {
    const got = `got status ${status}${said === '' ? '' : `, ${this.withoutSecrets(said)}`}`;
    if (status === 401 || status === 403) {
      const must = `${this.address} must let eagan write (${got})`;
      const cure =
        'Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, to what the server knows.';
      return new EaganError('EAGAN_TRACKER_REFUSED', must, cure);
    }
    const must = `${this.address} must answer as an MLflow server does to ${path.replace(/\?.*$/, '')} (${got})`;
    return new EaganError('EAGAN_TRACKER_ANSWER', must, answerCure);
  }

  private unreachable(last: Error | Answer, tries: number): EaganError {
    const got = last instanceof Error ? reasonOf(last) : `status ${last.status}`;
    const must = `the MLflow server ${this.address} must answer (got ${this.withoutSecrets(got)}; tried ${tries === 1 ? 'once' : `${tries} times`})`;
    const cure = 'Start the server or wait until it is well, then run the command again: nothing is pushed twice.';
    return new EaganError('EAGAN_TRACKER_UNREACHABLE', must, cure);
  }

  /** A server may repeat what it got. */
  private withoutSecrets(text: string): string {
    const secret = this.authorization?.replace(/^\w+ /, '');
    return (secret ? text.replaceAll(secret, '…') : text).slice(0, 500);
  }
}

/** What Node says of a connection stands in the cause. */
function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  return cause instanceof Error && cause.message !== ''
    ? cause.message
    : ((cause as NodeJS.ErrnoException)?.code ?? error.message);
}

async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > mostBytes) throw new Error(`an answer of more than ${mostBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** An empty answer is an empty object. */
function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
