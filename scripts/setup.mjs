// The whole set-up: finds what is missing, says what it costs, then provides packages, TensorFlow and Temporal in
// parallel.
import { cacheFolder } from './cache.mjs';
import { formatBytes, formatDuration } from './format.mjs';
import { projectLock, withLock } from './lock.mjs';
import { missingPackages, providePackages } from './packages.mjs';
import { projectRoot } from './project.mjs';
import { hasPretrained, missingPretrained, pretrainedNames, providePretrained } from './pretrained.mjs';
import { createReporter } from './reporter.mjs';
import { missingTemporal, provideTemporal } from './temporal.mjs';
import { missingTensorFlow, provideTensorFlow } from './tensorflow.mjs';
import { missingTools, toolsMissing } from './tools.mjs';
import { requirePlatform } from './versions.mjs';

/** @typedef {import('./chain.mjs').Cost} Cost */
/** @typedef {{ packages: Cost[], tensorflow: Cost[], temporal: Cost[], extractor: Cost[] }} Missing */
/** @typedef {import('./reporter.mjs').Reporter} Reporter */
/**
 * @typedef {{ root: string, env: NodeJS.ProcessEnv, verify: boolean, extractor: boolean, reporter: Reporter }} SetUp
 */

/**
 * Sets everything up, or finds it in place. Throws SetupError with the first chain's error, after the others have
 * ended.
 * @param {Partial<SetUp>} options
 *   `verify` hashes every file in the cache instead of comparing sizes and times; `extractor`: the weights of
 *   pretrained networks too
 */
export async function setUp(options = {}) {
  const { root = projectRoot(), env = process.env, verify = false, reporter = createReporter() } = options;
  requirePlatform();
  const extractor = options.extractor || (verify && hasPretrained(env));
  const setup = { root, env, verify, extractor, reporter };
  const missing = await look(setup);
  const costs = Object.values(missing).flat();
  if (costs.length > 0) {
    await requireTools(costs, env);
    reporter.plain(announcement(missing, env));
    await provide(setup, missing);
  }
  reporter.plain(`Set-up: everything is there (${reporter.elapsedSeconds().toFixed(1)} s).`);
}

/** @param {SetUp} setup @returns {Promise<Missing>} */
async function look({ root, env, verify, extractor }) {
  const packages = missingPackages(root);
  const context = { root, env, verify, say: () => {} };
  const [tensorflow, temporal, weights] = await Promise.all([
    missingTensorFlow(context, packages.length > 0),
    missingTemporal(context),
    extractor ? missingPretrained(context, pretrainedNames) : [],
  ]);
  return { packages, tensorflow, temporal, extractor: weights };
}

/**
 * Reports all missing tools in one error, before anything is downloaded. @param {Cost[]} costs @param
 * {NodeJS.ProcessEnv} env
 */
async function requireTools(costs, env) {
  const missing = await missingTools(
    costs.flatMap((cost) => cost.tools),
    env,
  );
  if (missing.length > 0) throw toolsMissing(missing);
}

/** `about 5 min, 1.6 GB, once`: the chains run in parallel. @param {Missing} missing @param {NodeJS.ProcessEnv} env */
function announcement(missing, env) {
  const costs = Object.values(missing).flat();
  const seconds = Math.max(
    ...Object.values(missing).map((chain) => chain.reduce((sum, cost) => sum + cost.seconds, 0)),
  );
  const bytes = costs.reduce((sum, cost) => sum + cost.bytes, 0);
  const parts = costs.map((cost) => `${cost.what} ${formatBytes(cost.bytes)}`).join(', ');
  return `Set-up: about ${formatDuration(seconds)}, ${formatBytes(bytes)}, once (${parts}). Kept in ${cacheFolder(env)}.`;
}

/** @param {SetUp} setup @param {Missing} missing */
async function provide({ root, env, verify, reporter }, missing) {
  /** @param {string} topic */
  const context = (topic) => ({ root, env, verify, say: (/** @type {string} */ text) => reporter.say(topic, text) });
  const packages = missing.packages.length > 0 ? lockedPackages(root, context('packages')) : null;
  const chains = await Promise.allSettled([
    packages,
    missing.tensorflow.length > 0 ? provideTensorFlow(context('tensorflow'), packages) : null,
    missing.temporal.length > 0 ? provideTemporal(context('temporal')) : null,
    missing.extractor.length > 0 ? providePretrained(context('extractor'), pretrainedNames) : null,
  ]);
  const failed = chains.find((chain) => chain.status === 'rejected');
  if (failed) throw failed.reason;
}

/** @param {string} root @param {{ env: NodeJS.ProcessEnv, say: (text: string) => void }} context */
function lockedPackages(root, { env, say }) {
  const waiting = () => say('waiting for another set-up that is installing them');
  const { path, trust } = projectLock(root, 'packages');
  return withLock(path, async () => providePackages(root, say, env), waiting, trust);
}
