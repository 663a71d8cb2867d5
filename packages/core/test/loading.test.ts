import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const dist = join(__dirname, '../dist');

/** Loads an entry of the built package in a process of its own, and tells which files and Node's modules that took. */
function loaded(entry: string): { readonly files: readonly string[]; readonly builtins: readonly string[] } {
  const program = `
    require(process.argv[1]);
    const builtins = process.moduleLoadList.flatMap((line) => /^NativeModule ([a-z_]+)$/.exec(line)?.[1] ?? []);
    console.log(JSON.stringify({ files: Object.keys(require.cache), builtins }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program, join(dist, entry)], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', TAILRACE_DIAGNOSTICS: '' },
  });
  expect(stderr).toBe('');
  const answer = JSON.parse(stdout) as { files: string[]; builtins: string[] };
  return { ...answer, files: answer.files.map((file) => relative(dist, file)) };
}

describe.skipIf(!existsSync(join(dist, 'runtime.js')))('what the built package loads (needs the build)', () => {
  /** They take Node longer than all of ours. */
  const SLOW = ['crypto', 'http', 'https', 'net', 'tls', 'worker_threads', 'zlib'];

  it.each(['index.js', 'runtime.js', 'wire.js'])(
    'is few files of its own for %s, and none of Node’s that take long',
    (entry) => {
      const { files, builtins } = loaded(entry);
      expect(files.length).toBeLessThanOrEqual(8);
      expect(files.filter((file) => file.startsWith('..'))).toEqual([]);
      expect(builtins).toContain('async_hooks');
      expect(builtins.filter((name) => SLOW.includes(name))).toEqual([]);
    },
  );

  it('is not everything where only a part is asked for', () => {
    expect(loaded('runtime.js').files).not.toContain('index.js');
    expect(loaded('runtime.js').files).not.toContain('wire.js');
    expect(loaded('runtime.js').files).not.toContain('shared-wire.js');
    expect(loaded('wire.js').files).not.toContain('index.js');
  });
});
