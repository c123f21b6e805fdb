// Addresses of MLflow servers: what is refused, and that no secret is in the refusal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authorizationOf, serverAddress } from '../../trackers/mlflow/address.js';

for (const [asked, address] of [
  ['http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
  ['http://localhost:5000/', 'http://localhost:5000'],
  ['http://[::1]:5000/ml/', 'http://[::1]:5000/ml'],
  ['https://mlflow.example/team//', 'https://mlflow.example/team'],
] as const) {
  test(`${asked} is used`, () => assert.equal(serverAddress(asked), address));
}

const refused: Readonly<Record<string, RegExp>> = {
  '': /must be https/,
  'mlflow.example': /must be https/,
  'file:///etc/passwd': /must be https/,
  'databricks://profile': /must be https/,
  'http://mlflow.example': /must begin with https/,
  'http://127.0.0.1.mlflow.example': /must begin with https/,
  'http://10.0.0.7:5000': /must begin with https/,
  'https://me:hidden@mlflow.example': /must hold no password/,
  'https://hidden@mlflow.example': /must hold no password/,
  'https://mlflow.example/?token=hidden': /must end with its path/,
};
for (const [asked, why] of Object.entries(refused)) {
  test(`"${asked}" is refused, and no secret is repeated`, () => {
    assert.throws(
      () => serverAddress(asked),
      (error: Error & { code?: string; cure?: string }) => {
        assert.equal(error.code, 'EAGAN_TRACKER_ADDRESS');
        assert.match(error.message, why);
        assert.doesNotMatch(`${error.message} ${error.cure}`, /hidden/);
        return true;
      },
    );
  });
}

test('a token is preferred to a password, and without both nothing is sent', () => {
  const both = { MLFLOW_TRACKING_TOKEN: 't', MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'p' };
  assert.equal(authorizationOf(both), 'Bearer t');
  assert.equal(authorizationOf({ ...both, MLFLOW_TRACKING_TOKEN: '' }), 'Basic dTpw');
  assert.equal(authorizationOf({}), null);
});

test('a token with a line end is refused without showing it', () => {
  assert.throws(
    () => authorizationOf({ MLFLOW_TRACKING_TOKEN: 'hidden\r\nx: y' }),
    (error: Error & { code?: string }) => error.code === 'EAGAN_TRACKER_ADDRESS' && !error.message.includes('hidden'),
  );
});
