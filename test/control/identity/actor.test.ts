// Who changes a run: the account, and what the person declares.
import assert from 'node:assert/strict';
import { hostname, userInfo } from 'node:os';
import { test } from 'node:test';
import { actorOf, onItsOwn } from '../../../control/identity/actor.js';

test('the account comes from the system, whatever variables say', () => {
  const { user, host, ...more } = actorOf({ USER: 'mallory', LOGNAME: 'mallory', HOSTNAME: 'elsewhere' });
  assert.deepEqual([user, host, more], [userInfo().username, hostname(), {}]);
});

test('what a person declares and why stand beside it, without spaces around', () => {
  const { declared, reason } = actorOf({ EAGAN_ACTOR: ' Anna Example ' }, 'disk was full\n');
  assert.deepEqual([declared, reason], ['Anna Example', 'disk was full']);
});

test('a variable that is set to nothing declares nothing', () => {
  assert.equal('declared' in actorOf({ EAGAN_ACTOR: '' }), false);
});

for (const [what, actor, reason, message] of [
  ['a name of two lines', 'a\nb', undefined, /^EAGAN_ACTOR must be one line of 1 to 200 printable .*other characters/],
  ['a name that turns the text around', 'a\u202eb', undefined, /^EAGAN_ACTOR must be/],
  ['a name of spaces', '  ', undefined, /^EAGAN_ACTOR must be .* \(got none\)$/],
  ['a name of 201 characters', 'a'.repeat(201), undefined, /\(got 201 characters\)$/],
  ['a reason that clears the screen', 'a', 'b\x1b[2Jc', /^--reason must be one line of 1 to 500 printable/],
  ['an empty reason', 'a', '', /^--reason must be .* \(got none\)$/],
  ['half a character', 'a', '\ud800', /^--reason must be/],
] as const)
  test(`${what} is refused`, () =>
    assert.throws(() => actorOf({ EAGAN_ACTOR: actor }, reason), { code: 'EAGAN_USAGE', message }));

test('what the program does by itself is in nobody’s name', () => {
  const actor = onItsOwn('continued by itself');
  assert.deepEqual([actor.declared, actor.reason], [undefined, 'continued by itself']);
});
