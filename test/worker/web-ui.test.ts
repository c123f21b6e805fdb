// Whose a local connection is, from the kernel's table; links of the web UI that end by themselves.
import assert from 'node:assert/strict';
import { createServer, connect, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { UiAdmission, isVisit } from '../../worker/browsers/admission.js';
import { isOwnUser, userIn } from '../../worker/browsers/peer-user.js';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 1
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 12 1
   2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000 65534        0 13 1
   3: 0200007F:C351 0100007F:1F90 01 00000000:00000000 00:00000000 00000000 65534        0 14 1
`;
const sixes =
  '   0: 0000000000000000FFFF00000100007F:C352 0000000000000000FFFF00000100007F:1F90 01 0:0 0:0 0 65534 0 15 1';
const remoteAddress = '127.0.0.1';

test('the user of a connection is the one of the client’s end', () => {
  assert.equal(userIn(table, { localPort: 0x1f90, remoteAddress, remotePort: 0xc350 }), 65534);
  assert.equal(userIn(table, { localPort: 0xc350, remoteAddress, remotePort: 0x1f90 }), 1000);
  assert.equal(userIn(table, { localPort: 0x1f90, remoteAddress, remotePort: 1 }), null);
  assert.equal(userIn('', { localPort: 1, remoteAddress, remotePort: 2 }), null);
});

test('a client at another address of this machine has a user, too', () => {
  assert.equal(userIn(table, { localPort: 0x1f90, remoteAddress: '127.0.0.2', remotePort: 0xc351 }), 65534);
  assert.equal(userIn(table, { localPort: 0x1f90, remoteAddress, remotePort: 0xc351 }), null);
  assert.equal(userIn(sixes, { localPort: 0x1f90, remoteAddress, remotePort: 0xc352 }), 65534);
});

for (const from of ['127.0.0.1', '127.0.0.9'])
  test(`a connection of this process from ${from} is its user’s`, async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const accepted = new Promise<boolean>((resolve) =>
      server.once('connection', (socket) => resolve(isOwnUser(socket))),
    );
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', localAddress: from });
    assert.equal(await accepted, true);
    socket.destroy();
    server.close();
  });

test('a link admits once, within ten minutes, and only so many are kept', () => {
  const admission = new UiAdmission('name');
  const token = admission.newToken(0);
  assert.equal(admission.admit('other', 1), null);
  assert.equal(admission.admit(null, 1), null);
  assert.match(admission.admit(token, 1)!, /^name=/);
  assert.equal(admission.admit(token, 1), null);
  assert.equal(admission.admit(admission.newToken(0), 601_000), null);
  const first = admission.newToken(0);
  for (let turn = 0; turn < 20; turn++) admission.newToken(0);
  assert.equal(admission.admit(first, 1), null);
});

test('only the cookie that was given admits, among others', () => {
  const admission = new UiAdmission('name');
  const cookie = admission.admit(admission.newToken())!.split(';')[0]!;
  assert.ok(admission.isAdmitted({ cookie: `a=b; ${cookie}; _csrf=x` }));
  assert.equal(admission.otherCookies({ cookie: `a=b; ${cookie}; _csrf=x` }), 'a=b; _csrf=x');
  for (const other of [undefined, '', 'name', 'name=', `x${cookie}`, `${cookie}x`, `name=a; ${cookie}`])
    assert.ok(!admission.isAdmitted({ cookie: other }), other);
});

test('whoever follows a link in a page of another port visits, and a page that fetches does not', () => {
  const visit = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  assert.equal(isVisit(visit), true);
  for (const other of [
    { ...visit, 'sec-fetch-site': 'cross-site' },
    { ...visit, 'sec-fetch-mode': 'no-cors' },
    { ...visit, 'sec-fetch-dest': 'iframe' },
    { ...visit, origin: 'http://127.0.0.1:1' },
    {},
  ])
    assert.equal(isVisit(other), false, JSON.stringify(other));
});
