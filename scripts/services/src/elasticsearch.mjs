import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { giveTo, plainAccount } from './account.mjs';
import { aptInstall, aptMissing } from './apt.mjs';
import { cacheFolder, withLock } from './cache.mjs';
import { download, must, which } from './command.mjs';
import { findJava } from './java.mjs';
import { log } from './log.mjs';
import { Missing } from './missing.mjs';
import { freePort } from './ports.mjs';
import { serverFolder, startServer } from './server.mjs';

const VERSION = '9.5.0';
const JAVA = 21;
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
const home = () => cacheFolder(`elasticsearch-${VERSION}`);

/** The minimal distribution that Elastic publishes on Maven Central for authors of plug-ins. */
export const elasticsearch = { name: 'elasticsearch', missing, install, start };

function missing() {
  if (process.platform === 'win32') return 'Elasticsearch is started on Unix systems only';
  if (findJava(JAVA) === undefined) return `a Java of version ${JAVA} or newer is not there (set ES_JAVA_HOME)`;
  if (existsSync(home())) return undefined;
  const absent = ['mvn', 'unzip'].filter((command) => which(command) === undefined);
  return absent.length === 0 ? undefined : aptMissing(absent.map((command) => DEBIAN[command]));
}

const DEBIAN = { mvn: 'maven', unzip: 'unzip' };

/** Downloads and unpacks the distribution once; answers its folder. */
async function install() {
  const reason = missing();
  if (reason !== undefined) throw new Missing(reason);
  if (existsSync(home())) return home();
  const mvn = await aptInstall([DEBIAN.mvn], () => which('mvn'));
  const unzip = await aptInstall([DEBIAN.unzip], () => which('unzip'));
  return withLock('elasticsearch', async () => {
    if (existsSync(home())) return home();
    const work = cacheFolder(`elasticsearch-${process.pid}`);
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work);
    try {
      log(`download Elasticsearch ${VERSION} from Maven Central (about 125 MB)`);
      const artifact = `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${VERSION}:zip`;
      await download(mvn, [
        '-B',
        '-q',
        `${DEPENDENCY_PLUGIN}:copy`,
        `-Dartifact=${artifact}`,
        `-DoutputDirectory=${work}`,
      ]);
      await must(unzip, ['-q', join(work, `elasticsearch-${VERSION}.zip`), '-d', work]);
      await must('chmod', ['-R', 'go+rX', join(work, `elasticsearch-${VERSION}`)]);
      renameSync(join(work, `elasticsearch-${VERSION}`), home());
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    return home();
  });
}

/**
 * Options: `settings` (merged into elasticsearch.yml), `user` (`{ name, password }`, a superuser of the file realm;
 * switches security on), `heapMegabytes` (512).
 */
async function start({ settings = {}, user, heapMegabytes = 512 } = {}) {
  const distribution = await install();
  const account = plainAccount();
  const folder = serverFolder('elasticsearch', account);
  const [port, transportPort] = [await freePort(), await freePort()];
  const config = join(folder, 'config');
  cpSync(join(distribution, 'config'), config, { recursive: true });
  const yml = {
    'cluster.name': 'tailrace-tests',
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': transportPort,
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
    'xpack.security.enabled': user !== undefined,
    'cluster.routing.allocation.disk.threshold_enabled': false,
    ...settings,
  };
  // JSON is YAML, so that no value needs a quoting of its own.
  writeFileSync(
    join(config, 'elasticsearch.yml'),
    Object.entries(yml)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
      .join(''),
  );
  for (const name of ['data', 'logs', 'tmp']) mkdirSync(join(folder, name));
  giveTo(account, folder);
  const env = {
    ES_JAVA_HOME: findJava(JAVA),
    ES_JAVA_OPTS: `-Xms${heapMegabytes}m -Xmx${heapMegabytes}m`,
    ES_PATH_CONF: config,
    ES_TMPDIR: join(folder, 'tmp'),
    HOME: folder,
  };
  if (user !== undefined) {
    const args = ['useradd', user.name, '-p', user.password, '-r', 'superuser'];
    const options = { env: { ...process.env, ...env }, ...account };
    await must(join(distribution, 'bin/elasticsearch-users'), args, options);
  }
  const url = `http://127.0.0.1:${port}`;
  return startServer({
    name: 'elasticsearch',
    folder,
    ports: [port, transportPort],
    url,
    readySeconds: 180,
    command: () => ({ file: join(distribution, 'bin/elasticsearch'), args: [], env, account }),
    ready: () => isReady(url, user),
    facts: { version: VERSION, ...(user === undefined ? {} : { user }) },
  });
}

/** Ready is a node whose shards are started, not one whose port is open. */
async function isReady(url, user) {
  const authorization = user && `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
  const answer = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`, {
    headers: authorization === undefined ? {} : { authorization },
    signal: AbortSignal.timeout(5000),
  });
  await answer.arrayBuffer();
  return answer.status === 200;
}
