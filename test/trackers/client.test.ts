// Servers that are away, refuse, break down, or are none of MLflow's: each has its error, with the cure that helps.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { test } from 'node:test';
import { MlflowClient } from '../../trackers/mlflow/client.js';
import { pushRun } from '../../trackers/mlflow/push.js';
import { listenAnywhere } from '../support/ports.js';
import { trackedRun } from '../support/trackers/tracked-run.js';

type Reply = (request: IncomingMessage, response: ServerResponse, count: number) => void;

const token = 'secret-token-1';
const said = (status: number, body: string, type = 'application/json'): Reply => (_, response) =>
  void response.writeHead(status, { 'content-type': type }).end(body); // prettier-ignore

/** Pushes to a server that answers so; gives the error, and the requests. */
async function pushTo(
  reply: Reply,
  limitMs = 5000,
): Promise<{ error: Error & { code?: string; cure?: string }; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    reply(request, response, requests.length);
  });
  const port = await listenAnywhere(server);
  const options = { credentials: { MLFLOW_TRACKING_TOKEN: token }, waitsMs: [1, 1], limitMs };
  try {
    await pushRun(new MlflowClient(`http://127.0.0.1:${port}`, options), trackedRun(), 'eagan');
    return { error: new Error('nothing was wrong'), requests };
  } catch (error) {
    return { error: error as Error, requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const cases: Readonly<Record<string, { reply: Reply; code: string; message: RegExp; requests: number }>> = {
  'breaks down each time': { reply: said(500, '{}'), code: 'EAGAN_TRACKER_UNREACHABLE', message: /status 500; tried 3 times/, requests: 3 }, // prettier-ignore
  'is too busy': { reply: said(429, ''), code: 'EAGAN_TRACKER_UNREACHABLE', message: /status 429/, requests: 3 },
  'ends connections': { reply: (_, response) => response.destroy(), code: 'EAGAN_TRACKER_UNREACHABLE', message: /must answer/, requests: 3 }, // prettier-ignore
  'wants another token': { reply: said(401, `no ${token}`), code: 'EAGAN_TRACKER_REFUSED', message: /status 401/, requests: 1 }, // prettier-ignore
  'forbids it': { reply: said(403, '{}'), code: 'EAGAN_TRACKER_REFUSED', message: /status 403/, requests: 1 },
  'is a web page': { reply: said(200, '<html>', 'text/html'), code: 'EAGAN_TRACKER_ANSWER', message: /no JSON/, requests: 1 }, // prettier-ignore
  'has no such path': {
    reply: said(404, 'Not Found'),
    code: 'EAGAN_TRACKER_ANSWER',
    message: /status 404/,
    requests: 1,
  },
  'answers with a list': { reply: said(200, '[1]'), code: 'EAGAN_TRACKER_ANSWER', message: /no JSON object/, requests: 1 }, // prettier-ignore
  'answers with half of its JSON': { reply: said(200, '{"experiment": {"exp'), code: 'EAGAN_TRACKER_ANSWER', message: /no JSON/, requests: 1 }, // prettier-ignore
  'knows other names': { reply: said(200, '{"exp": {}}'), code: 'EAGAN_TRACKER_ANSWER', message: /must hold experiment/, requests: 1 }, // prettier-ignore
  'has a number for an id': { reply: said(200, '{"experiment": {"experiment_id": 7}}'), code: 'EAGAN_TRACKER_ANSWER', message: /must hold experiment_id/, requests: 1 }, // prettier-ignore
  'has deleted the experiment': { reply: said(200, '{"experiment": {"experiment_id": "7", "lifecycle_stage": "deleted"}}'), code: 'EAGAN_TRACKER_ANSWER', message: /deleted/, requests: 1 }, // prettier-ignore
  'refuses a request': { reply: said(400, `{"error_code": "INVALID_PARAMETER_VALUE", "message": "bad ${token}"}`), code: 'EAGAN_TRACKER_ANSWER', message: /status 400, INVALID_PARAMETER_VALUE: bad …/, requests: 1 }, // prettier-ignore
  'sends the request elsewhere': { reply: (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), code: 'EAGAN_TRACKER_ANSWER', message: /status 302/, requests: 1 }, // prettier-ignore
};
for (const [what, { reply, code, message, requests: count }] of Object.entries(cases)) {
  test(`a server that ${what}: ${code}, after ${count} request${count === 1 ? '' : 's'}, and the token is not shown`, async () => {
    const { error, requests } = await pushTo(reply);
    assert.equal(error.code, code, error.stack);
    assert.match(error.message, message);
    assert.ok(!`${error.message} ${error.cure}`.includes(token));
    assert.equal(requests.length, count);
    assert.equal(requests[0]!.headers.authorization, `Bearer ${token}`);
  });
}

test('a server that is well again at the second try is used', async () => {
  const reply: Reply = (request, response, count) =>
    (count === 1 ? said(503, '') : said(401, '{}'))(request, response, count);
  const { error, requests } = await pushTo(reply);
  assert.deepEqual([error.code, requests.length], ['EAGAN_TRACKER_REFUSED', 2]);
});

test('a server that never answers is given up', async () => {
  const { error } = await pushTo(() => undefined, 50);
  assert.equal(error.code, 'EAGAN_TRACKER_UNREACHABLE');
  assert.match(error.message, /no answer in time; tried 3 times/);
});

test('where nobody listens, the message says so', async () => {
  const server = createTcpServer();
  const port = await listenAnywhere(server);
  server.close();
  await once(server, 'close');
  const client = new MlflowClient(`http://127.0.0.1:${port}`, { credentials: {}, waitsMs: [] });
  await assert.rejects(pushRun(client, trackedRun(), 'eagan'), /must answer \(got .*ECONNREFUSED.*; tried once\)/);
});
