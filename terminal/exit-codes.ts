// The exit codes of `eagan`, and what they promise to scripts.

export const exitCodes = {
  yes: 0,
  /** A negative answer: the run failed, figures do not match, the doctor found a failure. */
  no: 1,
  /** Usage, or an error in a pipeline file. */
  usage: 2,
  environment: 3,
  notFound: 4,
  /** Paused or cancelled while attached. */
  stopped: 5,
  interrupted: 130,
} as const;
