// Lint: the recommended rules, and the one direction of imports (docs/architecture.md). A planted violation of each
// line is a test. Circles of imports: test/lint/import-circles.test.ts.
import js from '@eslint/js';
import stylistic from '@stylistic/eslint-plugin';
import tseslint from 'typescript-eslint';

/**
 * The folders a folder may import from, besides itself; `types`: only with `import type`; `packages`: npm packages and
 * Node's own.
 */
export const layers = {
  domain: { folders: [], types: [], packages: ['@noble/hashes/[^/]+', 'canonicalize'] },
  formats: { folders: ['domain'], types: [], packages: ['node:(stream|zlib)', 'fflate'] },
  models: {
    folders: ['domain'],
    types: ['store'],
    packages: ['node:(timers/promises|fs|os|path|url)', 'protobufjs/minimal.js'],
  },
  metrics: { folders: ['domain', 'models', 'formats'], types: ['store'], packages: ['node:module'] },
  datasets: { folders: ['domain', 'models', 'formats', 'scripts'], types: [], packages: ['node:.*', 'sharp'] },
  store: { folders: ['domain', 'scripts'], types: [], packages: ['node:.*'] },
  trainer: {
    folders: ['domain', 'models', 'formats', 'metrics', 'datasets', 'store', 'scripts'],
    types: [],
    packages: ['node:.*', 'sharp'],
  },
  ports: { folders: ['models'], types: ['store'], packages: [] },
  planning: { folders: ['domain', 'models', 'store', 'trainer', 'scripts'], types: [], packages: ['node:.*'] },
  activities: { folders: ['domain', 'store', 'trainer', 'scripts'], types: [], packages: ['@temporalio/activity'] },
  workflows: { folders: ['domain'], types: ['activities'], packages: ['@temporalio/(workflow|common)'] },
  worker: {
    folders: ['domain', 'store', 'trainer', 'activities', 'scripts'],
    types: [],
    packages: ['node:.*', '@temporalio/(worker|client|common|envconfig|proto)'],
  },
  schemas: {
    folders: ['domain', 'formats', 'scripts'],
    types: [],
    packages: ['node:.*', 'yaml', 'ajv(/.*)?', '@babel/code-frame', 'fastest-levenshtein'],
  },
  control: {
    folders: ['domain', 'store', 'schemas', 'worker', 'datasets', 'trainer', 'planning', 'ports', 'formats', 'scripts'],
    types: ['workflows'],
    packages: ['node:.*', '@temporalio/(client|common|proto)', 'fflate', 'hyparquet-writer'],
  },
  terminal: {
    folders: ['domain', 'store', 'schemas', 'scripts'],
    types: [],
    packages: ['node:.*', 'commander', 'cli-table3', 'picocolors'],
  },
  report: {
    folders: ['domain', 'scripts'],
    types: ['control'],
    packages: ['node:.*', '@observablehq/plot', 'linkedom', '@hpcc-js/wasm-graphviz', '@resvg/resvg-js'],
  },
  trackers: {
    folders: ['domain'],
    types: ['control'],
    packages: ['node:timers/promises', 'protobufjs/minimal.js'],
  },
  tools: {
    folders: [
      ...['domain', 'models', 'metrics', 'datasets', 'store', 'schemas', 'trainer', 'planning', 'worker', 'scripts'],
      ...['control', 'terminal', 'formats'],
    ],
    types: [],
    packages: ['node:.*', 'commander', 'sharp', '@observablehq/plot', 'linkedom'],
  },
  ui: {
    folders: ['domain', 'store', 'worker', 'control', 'report', 'scripts'],
    types: [],
    packages: ['node:.*', 'fastify'],
  },
  cli: {
    folders: [
      ...['domain', 'store', 'schemas', 'worker', 'datasets', 'trainer', 'planning', 'scripts'],
      ...['control', 'terminal', 'report', 'trackers', 'tools', 'ui'],
    ],
    types: [],
    packages: ['node:.*', 'commander', 'log-update'],
  },
};

const inFolders = (folders) => folders.map((folder) => `(\\.\\./)+${folder}/.*`);

function direction(folder, { folders, types, packages }) {
  const own = ['\\./.*', '(\\.\\./)+(?!(' + Object.keys(layers).join('|') + '|scripts|test|dist|node_modules)/).*'];
  const allowed = [...own, ...inFolders([...folders, folder]), ...packages];
  const message = `${folder}/ may import ${[...folders, ...packages].join(', ')}; see docs/architecture.md`;
  return {
    files: [`${folder}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: `^(?!(${[...allowed, ...inFolders(types)].join('|')})$)`, message },
            ...inFolders(types).map((t) => ({
              regex: `^${t}$`,
              allowTypeImports: true,
              message: `${folder}/ may import only types from there`,
            })),
          ],
        },
      ],
    },
  };
}

const askMachine = 'ask scripts/machine.mjs how much of the machine may be used';
/** The model of the processor, and the kind of a file system: no sizes. */
const asksItself = ['trainer/identity.ts', 'store/file-system.ts'];

/**
 * Sizes that the system tells without regard to control groups and quotas: scripts/machine.mjs alone may ask for them.
 */
const machineSizes = {
  'no-restricted-imports': [
    'error',
    {
      paths: ['os', 'node:os'].map((name) => ({
        name,
        importNames: ['availableParallelism', 'cpus', 'freemem', 'totalmem'],
        message: askMachine,
      })),
    },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: 'CallExpression[callee.name=/^statfs/]', message: askMachine },
    { selector: 'CallExpression[callee.property.name=/^statfs/]', message: askMachine },
    {
      selector: 'CallExpression[callee.name=/^mkdir/] Property[key.name="recursive"]',
      message: 'it never ends below /proc: make folders by scripts/files.mjs',
    },
  ],
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'constrainedMemory', message: askMachine },
    { object: 'process', property: 'availableMemory', message: askMachine },
  ],
};

/** Prettier keeps code within 120 columns; this keeps comments there. Strings may be longer. */
const commentWidth = {
  files: ['**/*.ts', '**/*.mjs'],
  ignores: ['schemas/raw-pipeline.ts'],
  plugins: { '@stylistic': stylistic },
  rules: {
    '@stylistic/max-len': [
      'error',
      {
        code: 120,
        comments: 120,
        ignoreStrings: true,
        ignoreTemplateLiterals: true,
        ignoreRegExpLiterals: true,
        ignoreUrls: true,
        ignorePattern: 'prettier-ignore',
      },
    ],
  },
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.eagan/'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        setImmediate: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'off', 'max-lines': 'off', 'max-lines-per-function': 'off' },
  },
  {
    files: ['domain/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'draw from a named stream (domain/stream.ts)' },
      ],
      'no-restricted-globals': ['error', { name: 'Date', message: 'domain/ knows no time' }],
    },
  },
  {
    files: ['**/*.ts', '**/*.mjs'],
    ignores: ['scripts/machine.mjs', 'test/**', 'domain/**', ...asksItself],
    rules: machineSizes,
  },
  commentWidth,
  ...Object.entries(layers).map(([folder, layer]) => direction(folder, layer)),
  direction('report/page/client', {
    folders: ['domain', 'scripts'],
    types: ['control'],
    packages: ['@observablehq/plot'],
  }),
  direction('ui/client', { folders: ['domain', 'report', 'scripts'], types: ['control'], packages: [] }),
  // Pages draw by the same code, so it needs nothing of Node and gets the library that draws.
  direction('report/charts', { folders: ['domain', 'scripts'], types: ['control'], packages: [] }),
  {
    files: ['models/backend.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
);
