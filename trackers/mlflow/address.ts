// The address of an MLflow server as a person typed it, and what proves to it who asks.
import { EaganError } from '../../domain/errors.js';

/** `http:` is allowed only to this machine: elsewhere everybody on the way could read the run and the password. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The address without a slash at its end. Throws EAGAN_TRACKER_ADDRESS. */
export function serverAddress(asked: string): string {
  const url = URL.canParse(asked) ? new URL(asked) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw wrong('must be https://HOST, or http://127.0.0.1:PORT on this machine', withoutSecrets(asked));
  if (url.username !== '' || url.password !== '')
    throw wrong('must hold no password', withoutSecrets(asked), namesOfSecrets);
  if (url.search !== '' || url.hash !== '') throw wrong('must end with its path', withoutSecrets(asked));
  if (url.protocol === 'http:' && !loopback.test(url.hostname))
    throw wrong('must begin with https:// unless it is on this machine', withoutSecrets(asked), encrypted);
  return url.href.replace(/\/+$/, '');
}

const namesOfSecrets =
  'Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, in the environment.';
const encrypted = 'Use https, or open a tunnel to the server and name its end on this machine: http://127.0.0.1:PORT.';

function wrong(
  must: string,
  got: string,
  cure = 'For example: eagan export RUN --mlflow http://127.0.0.1:5000',
): EaganError {
  return new EaganError('EAGAN_TRACKER_ADDRESS', `the address of the MLflow server ${must} (got ${got})`, cure);
}

/** Nobody types a password there on purpose; it must not be in a log either. */
const withoutSecrets = (asked: string): string => asked.replace(/\/\/[^/]*@/, '//…@').replace(/[?#].*$/s, '');

/** The variables are those of MLflow's own client. */
export interface Credentials {
  readonly MLFLOW_TRACKING_TOKEN?: string | undefined;
  readonly MLFLOW_TRACKING_USERNAME?: string | undefined;
  readonly MLFLOW_TRACKING_PASSWORD?: string | undefined;
}

/** The value of the header `Authorization`; null: none. A token is preferred. Throws EAGAN_TRACKER_ADDRESS. */
export function authorizationOf(variables: Credentials): string | null {
  const {
    MLFLOW_TRACKING_TOKEN: token,
    MLFLOW_TRACKING_USERNAME: user,
    MLFLOW_TRACKING_PASSWORD: password,
  } = variables;
  if (!token && !user) return null;
  const value = token ? `Bearer ${token}` : `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  const must = 'MLFLOW_TRACKING_TOKEN must be printable ASCII (got other characters)';
  throw new EaganError('EAGAN_TRACKER_ADDRESS', must, 'Set the token again, without a line end.');
}
