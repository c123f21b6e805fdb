// What a process that we start learns of the environment: only variables that it needs, by name. Keys and tokens reach
// only supervisor and worker, which talk to Temporal; whatever is not named here reaches nobody.
import { delimiter, isAbsolute } from 'node:path';

/**
 * Who is started: `supervisor` (and the worker below it, and what starts the next run of a matrix) · `trainer` (and
 * whatever loads TensorFlow) · `server` (the embedded Temporal) · `tool` (ps, sh, git, the Temporal CLI's version) ·
 * `node` (our own build, and what runs get at their end) · `desktop` (what opens a file for the user) · `python`,
 * `npm`, `go`, `compiler` (the set-up).
 * @typedef {'supervisor' | 'trainer' | 'server' | 'tool' | 'node' | 'desktop' | SetUpChild} Child
 * @typedef {'python' | 'npm' | 'go' | 'compiler'} SetUpChild
 */

const ours = /** @type {const} */ (['supervisor', 'trainer', 'node']);
const network = /** @type {const} */ (['supervisor', 'python', 'npm', 'go']);
const everybody = /** @type {const} */ ([...ours, 'server', 'tool', 'desktop', 'python', 'npm', 'go', 'compiler']);

/**
 * Names, with `*` for any ending; who gets them; why. A name with `*` never stands for one that looks like a secret,
 * unless `secrets` says so: TF_TOKEN_… is Terraform's.
 * @type {readonly { names: string, to: readonly Child[], why: string, secrets?: true }[]}
 */
const table = [
  {
    names: 'PATH HOME USER LOGNAME SHELL TMPDIR TMP TEMP TZ TERM LANG LANGUAGE LC_*',
    to: everybody,
    why: 'finds programs and folders; language and time',
  },
  {
    names: 'XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_RUNTIME_DIR PYENV_ROOT PYENV_VERSION',
    to: everybody,
    why: 'where this user keeps caches, settings and versions of tools',
  },
  {
    names: 'NODE_OPTIONS NODE_EXTRA_CA_CERTS NODE_ENV NODE_DEBUG NODE_V8_COVERAGE NODE_COMPILE_CACHE NODE_NO_WARNINGS',
    to: [...ours, 'npm'],
    why: "Node's settings. They can load code, but only the user sets them, for every Node",
  },
  { names: 'UV_THREADPOOL_SIZE', to: ours, why: 'threads that read files' },
  { names: 'LD_LIBRARY_PATH LD_PRELOAD DYLD_*', to: everybody, why: 'where this user has CUDA and other libraries' },
  { names: 'MALLOC_* GLIBC_TUNABLES TCMALLOC_* MIMALLOC_*', to: ours, why: 'how memory is allocated' },
  {
    names: 'TF_* CUDA_* CUDNN_* NVIDIA_* NCCL_* XLA_* OMP_* GOMP_* KMP_* MKL_* DNNL_* ONEDNN_* OPENBLAS_* NVPL_*',
    to: ours,
    why: 'devices, threads and kernels of TensorFlow',
  },
  { names: 'EAGAN_*', to: [...ours], why: 'our own settings, and the faults that tests inject' },
  { names: 'EAGAN_PAYLOAD_*', to: ['supervisor'], why: 'keys that seal payloads', secrets: true },
  {
    names: 'TEMPORAL_*',
    to: ['supervisor'],
    why: 'the configured Temporal, with its key and certificates',
    secrets: true,
  },
  {
    names: 'http_proxy https_proxy all_proxy no_proxy grpc_proxy no_grpc_proxy',
    to: network,
    why: 'the way to Temporal and to registries; may hold a password',
    secrets: true,
  },
  {
    names: 'SSL_CERT_FILE SSL_CERT_DIR NIX_SSL_CERT_FILE CURL_CA_BUNDLE REQUESTS_CA_BUNDLE',
    to: network,
    why: 'certificates that this user trusts',
  },
  { names: 'GRPC_* RUST_LOG RUST_BACKTRACE', to: ['supervisor'], why: "settings of Temporal's clients" },
  { names: 'GOMAXPROCS GOMEMLIMIT GOGC GODEBUG', to: ['server', 'go'], why: "settings of Go's runtime" },
  {
    names:
      'PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_NO_INDEX PIP_CERT PIP_CLIENT_CERT PIP_PROXY PIP_TRUSTED_HOST PIP_DEFAULT_TIMEOUT PIP_RETRIES PIP_CONFIG_FILE',
    to: ['python'],
    why: 'where wheels come from; each is checked by its hash',
    secrets: true,
  },
  { names: 'npm_config_* NPM_CONFIG_*', to: ['npm'], why: 'where packages come from; each is checked', secrets: true },
  { names: 'GOPROXY GOPATH GOMODCACHE GOCACHE GOROOT GOTOOLCHAIN GOENV', to: ['go'], why: 'where modules come from; each is checked', secrets: true }, // prettier-ignore
  {
    names:
      'DISPLAY WAYLAND_DISPLAY XAUTHORITY DBUS_SESSION_BUS_ADDRESS XDG_CURRENT_DESKTOP XDG_SESSION_TYPE XDG_DATA_DIRS XDG_CONFIG_DIRS BROWSER',
    to: ['desktop'],
    why: "the user's screen, and the programs that are chosen for files",
  },
  { names: 'CPATH LIBRARY_PATH SDKROOT DEVELOPER_DIR MACOSX_DEPLOYMENT_TARGET', to: ['compiler'], why: "the compiler's own folders" }, // prettier-ignore
];

const looksSecret = /TOKEN|SECRET|PASSW|CREDENTIAL|KEY|AUTH|PAYLOAD|TF_VAR|TF_CLI/i;

/** @param {string} name @param {Child} child */
function isFor(name, child) {
  return table.some(({ names, to, secrets = false }) => to.includes(child) && fits(name, names.split(' '), secrets));
}

/** @param {string} name @param {readonly string[]} patterns @param {boolean} secrets */
function fits(name, patterns, secrets) {
  return patterns.some((pattern) => {
    if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1)) && (secrets || !looksSecret.test(name));
    // Proxies are named in small and in capital letters.
    return name === pattern || (pattern.endsWith('_proxy') && name === pattern.toUpperCase());
  });
}

/**
 * The part of an environment that a child gets. The caller adds what only this child needs. A folder of PATH that is
 * not absolute is left out: it would be below the folder where the command was typed, which may be a stranger's.
 * @param {Child} child
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(child, environment = process.env) {
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => isFor(name, child)));
  return kept['PATH'] === undefined ? kept : { ...kept, PATH: absoluteFolders(kept['PATH']).join(delimiter) };
}

/** The folders of PATH that do not depend on the working directory. @param {string} path */
export const absoluteFolders = (path) => path.split(delimiter).filter((folder) => isAbsolute(folder));
