// Dead code: where knip begins to look. `npm run lint` looks twice, the second time without the tests, from the entries
// with `!`. An export that the program does not use is dead, unless its comment says why a test needs it: @internal.
export default {
  entry: [
    'cli/commands/*.ts!',
    'worker/{main,supervisor-main,build-workflow-bundle}.ts!',
    'workflows/{index,failure-converter}.ts!',
    'trainer/{child,parent-watch-thread}.ts!',
    'datasets/read-thread.ts!',
    'planning/latency/child.ts!',
    'control/metrics/check-child.ts!',
    'schemas/{compile-schemas,generate/main}.ts!',
    'tools/*/main.ts!',
    'tools/bench/child.ts!',
    'scripts/*.mjs!',
    'report/page/client/main.ts!',
    'ui/client/main.ts!',
    'ui/reports/child.ts!',
    // Goes into exports, and runs there.
    'scripts/audit/check.mjs!',
    'test/**/*.test.ts',
    'test/replay/record-histories.ts',
    // Run by tests as processes of their own.
    'test/scripts/{lock-holder,provide-temporal}.ts',
    'test/{store,datasets,worker}/*-child.ts',
    'test/security/store-maker.ts',
    'test/trainer/support/pool-owner.ts',
  ],
  project: ['**/*.{ts,mjs,js}!', '!dist/**', '!test/**!'],
  // Programs of the system, commitlint, which scripts/lint-commits.mjs runs by its path, and axe-core, which a test reads
  // as a file.
  ignoreBinaries: ['mount', 'umount', 'mkfifo', 'nvidia-smi', 'runuser', 'sha256sum'],
  // The package of fonts has only files, which report/picture-file.ts opens.
  ignoreDependencies: ['@commitlint/cli', 'axe-core', 'dejavu-fonts-ttf'],
  // Generated, with a name for each part.
  ignoreIssues: { 'schemas/raw-pipeline.ts': ['types'] },
  // A test may look into a module: only what the module itself does not use either is dead.
  ignoreExportsUsedInFile: process.argv.includes('--production'),
};
