import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExecutable, which } from './command.mjs';

/** The home of a JDK or JRE of at least this version: `ES_JAVA_HOME`, `JAVA_HOME`, the one on the path, the system's. */
export function findJava(atLeast) {
  const onPath = which('java');
  const homes = [
    process.env.ES_JAVA_HOME,
    process.env.JAVA_HOME,
    onPath === undefined ? undefined : dirname(dirname(realpathSync(onPath))),
    ...systemHomes(),
  ];
  return homes.find((home) => home !== undefined && isExecutable(join(home, 'bin/java')) && versionOf(home) >= atLeast);
}

function systemHomes() {
  try {
    return readdirSync('/usr/lib/jvm').map((name) => join('/usr/lib/jvm', name));
  } catch {
    return [];
  }
}

/** The major version that a Java home's `release` file names; 0 where it has none. */
function versionOf(home) {
  try {
    const [, version] = /^JAVA_VERSION="(\d+)/m.exec(readFileSync(join(home, 'release'), 'utf8')) ?? [];
    return Number(version ?? 0);
  } catch {
    return 0;
  }
}
