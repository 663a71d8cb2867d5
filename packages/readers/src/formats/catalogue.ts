import type { LineFormat } from '../format.ts';
import { accessLog } from './access-log.ts';
import { apacheError } from './apache-error.ts';
import { bgl } from './bgl.ts';
import { bunyan } from './bunyan.ts';
import { containerRuntime } from './container-runtime.ts';
import { dockerJson } from './docker-json.ts';
import { dotnet } from './dotnet.ts';
import { ecs } from './ecs.ts';
import { gelf } from './gelf.ts';
import { glog } from './glog.ts';
import { hdfs } from './hdfs.ts';
import { healthApp } from './health-app.ts';
import { hpc } from './hpc.ts';
import { journalJson } from './journal-json.ts';
import { jsonLines } from './json-lines.ts';
import { levelFirst } from './level-first.ts';
import { log4j, log4jPlain, logback, springBoot, zookeeper } from './log4j.ts';
import { logcat } from './logcat.ts';
import { logfmt } from './logfmt.ts';
import { nginxError } from './nginx-error.ts';
import { openstack } from './openstack.ts';
import { otlp } from './otlp.ts';
import { pino } from './pino.ts';
import { plainText } from './plain-text.ts';
import { postgres } from './postgres.ts';
import { proxifier } from './proxifier.ts';
import { pythonBasic, pythonHyphens, pythonTimed } from './python.ts';
import { spark } from './spark.ts';
import { syslog3164 } from './syslog-3164.ts';
import { syslog5424 } from './syslog-5424.ts';
import { tailraceJson } from './tailrace-json.ts';
import { thunderbird } from './thunderbird.ts';
import { timestamped } from './timestamped.ts';
import { w3cExtended } from './w3c-extended.ts';
import { windowsCbs } from './windows-cbs.ts';
import { winston } from './winston.ts';

/** Every format that is known; where two fit a file equally well, the earlier one is taken. */
export const FORMATS: readonly LineFormat[] = [
  tailraceJson,
  bunyan,
  pino,
  ecs,
  gelf,
  otlp,
  winston,
  dockerJson,
  journalJson,
  jsonLines,
  syslog5424,
  accessLog,
  apacheError,
  nginxError,
  bgl,
  thunderbird,
  hpc,
  hdfs,
  spark,
  zookeeper,
  springBoot,
  logback,
  log4j,
  openstack,
  pythonHyphens,
  postgres,
  logcat,
  windowsCbs,
  healthApp,
  proxifier,
  glog,
  dotnet,
  containerRuntime,
  w3cExtended,
  syslog3164,
  log4jPlain,
  pythonTimed,
  pythonBasic,
  logfmt,
  timestamped,
  levelFirst,
  plainText,
];
