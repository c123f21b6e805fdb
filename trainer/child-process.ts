// Forks a trainer child. Its environment decides threads and determinism; its output goes to a log file.
import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync } from 'node:fs';
import { childEnvironment } from '../scripts/child-environment.mjs';
import { openLog } from '../scripts/files.mjs';
import { parentVariable } from './parent-watch.js';

/** A log file is set aside when it reaches this size; one older file is kept. */
const logBytes = 8 * 2 ** 20;

export interface ForkedChild {
  readonly process: ChildProcess;
  readonly logFile: string;
  /** Where in the log file this child's output begins. */
  readonly logStart: number;
}

/** Starts the program with that many threads and its output appended to the log. */
export function forkTrainer(entry: string, threads: number, logFile: string): ForkedChild {
  const log = openLog(logFile, logBytes);
  const logStart = fstatSync(log).size;
  try {
    // execArgv: the options of this process (a test runner, a debugger) are not for its children.
    const child = fork(entry, [], {
      stdio: ['ignore', log, log, 'ipc'],
      execArgv: ['--enable-source-maps'],
      env: trainerEnvironment(process.env, threads),
    });
    return { process: child, logFile, logStart };
  } finally {
    closeSync(log);
  }
}

/**
 * The variables that decide what a child computes with. It gets what trainers need of the parent's; ours win, except
 * where a person chose oneDNN or GPUs.
 */
export function trainerEnvironment(inherited: NodeJS.ProcessEnv, threads: number): NodeJS.ProcessEnv {
  return {
    TF_CPP_MIN_LOG_LEVEL: '1',
    ...childEnvironment('trainer', inherited),
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    TF_DETERMINISTIC_OPS: '1',
    TF_CUDNN_USE_AUTOTUNE: '0',
    [parentVariable]: String(process.pid),
  };
}
