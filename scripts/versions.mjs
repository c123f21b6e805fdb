// The versions that the set-up provides, and what each platform needs for them; `tested`: we ran it.
import { SetupError } from './setup-error.mjs';

export const TENSORFLOW = '2.21.0';
export const TEMPORAL_CLI = '1.5.1';
/** The Temporal server inside CLI 1.5.1; an older one on PATH is skipped. */
export const OLDEST_TEMPORAL_SERVER = '1.29.0';
const OLDEST_NODE = '20.19.0';
/** One of each major version that newcomers have: `npm run test:nodes`. */
export const NODES = [OLDEST_NODE, '24.21.0', '26.10.0'];

/**
 * `files`: SHA-256 of the wheel's files that run, by their path in the cache entry.
 * @typedef {{ package: string, pipPlatform: string, wheelSha256?: string, extra?: string, tested: boolean,
 *   files?: Record<string, string> }} Wheel
 */

/**
 * The wheels with libtensorflow_cc, by platform; the CPU wheel of Linux on arm64 is called `tensorflow` too.
 * @type {Record<string, Wheel>}
 */
const cpuWheels = {
  'linux-x64': {
    package: 'tensorflow-cpu',
    pipPlatform: 'manylinux_2_27_x86_64',
    wheelSha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    files: {
      'tensorflow/libtensorflow_cc.so.2': '6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e',
      'tensorflow/libtensorflow_framework.so.2': 'f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b',
    },
    tested: true,
  },
  'linux-arm64': { package: 'tensorflow', pipPlatform: 'manylinux_2_27_aarch64', tested: false },
  'darwin-arm64': { package: 'tensorflow', pipPlatform: 'macosx_12_0_arm64', tested: false },
};

/** The wheel built for CUDA; `extra` names the requirements that hold CUDA itself. @type {Record<string, Wheel>} */
const gpuWheels = {
  'linux-x64': {
    package: 'tensorflow',
    pipPlatform: 'manylinux_2_27_x86_64',
    wheelSha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
    extra: 'and-cuda',
    tested: false,
  },
};

/** `linux-x64`: part of the names of cache entries. */
export const platformName = `${process.platform}-${process.arch}`;

/** Throws EAGAN_PLATFORM_UNSUPPORTED for a platform without native TensorFlow. @param {string} platform */
export function cpuWheel(platform = platformName) {
  const wheel = cpuWheels[platform];
  if (wheel) return wheel;
  throw new SetupError(
    'EAGAN_PLATFORM_UNSUPPORTED',
    `there is no native TensorFlow for ${platform}; the supported platforms are ${Object.keys(cpuWheels).join(', ')}`,
    process.platform === 'win32' ? 'Use Linux inside Windows: wsl --install.' : 'Use one of the supported platforms.',
  );
}

/** @param {string} platform */
export const gpuWheel = (platform = platformName) => gpuWheels[platform];

/**
 * Refuses an old Node and musl before anything is downloaded.
 * @param {{ node: string, glibc: string | undefined, platform: NodeJS.Platform }} host
 */
export function requirePlatform(host = thisHost()) {
  if (compareVersions(host.node, OLDEST_NODE) < 0) {
    throw new SetupError(
      'EAGAN_PLATFORM_UNSUPPORTED',
      `Node must be ${OLDEST_NODE} or newer (got ${host.node})`,
      'Install a current Node from nodejs.org or with your version manager.',
    );
  }
  if (host.platform === 'linux' && !host.glibc) {
    throw new SetupError(
      'EAGAN_PLATFORM_UNSUPPORTED',
      'this Linux uses musl, but TensorFlow needs glibc',
      'Use a glibc image: node:22-bookworm instead of node:22-alpine.',
    );
  }
}

function thisHost() {
  const header = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport()).header;
  return { node: process.versions.node, glibc: header?.glibcVersionRuntime, platform: process.platform };
}

/** Compares dotted numbers: negative if `left` is older. @param {string} left @param {string} right */
export function compareVersions(left, right) {
  const numbers = right.split('.').map(Number);
  const mine = left.split('.').map((part) => Number.parseInt(part, 10));
  const at = numbers.findIndex((number, index) => number !== (mine[index] ?? 0));
  return at < 0 ? 0 : (mine[at] ?? 0) - /** @type {number} */ (numbers[at]);
}
