import { LEVEL_WORDS } from '../level-words.ts';
import { patternFormat } from '../pattern-format.ts';
import { ISO_TIME } from '../time/iso-time.ts';

const LEVEL = String.raw`(?<level>(?:${LEVEL_WORDS}))`;

/** Logback's own layout: time, thread, level, logger, hyphen, message. */
export const logback = patternFormat({
  name: 'logback',
  title: 'Logback, Log4j 2 (thread before level)',
  example: '2026-01-31 12:00:00.123 [main] DEBUG com.example.App - started',
  certainty: 'exact',
  pattern: new RegExp(
    String.raw`^(?<time>${ISO_TIME}) \[(?<thread>[^\]]*)\] ${LEVEL}\s+(?<logger>[\w.$@-]+) - (?<message>.*)$`,
    'i',
  ),
});

/** Log4j's `%d %p [%t] %c: %m`, as Hadoop writes it. */
export const log4j = patternFormat({
  name: 'log4j',
  title: 'Log4j (level before thread), Hadoop',
  example: '2015-10-18 18:01:47,978 INFO [main] org.apache.hadoop.mapreduce.v2.app.MRAppMaster: Created MRAppMaster',
  certainty: 'exact',
  pattern: new RegExp(
    String.raw`^(?<time>${ISO_TIME}) ${LEVEL}\s+\[(?<thread>.*?)\] (?<logger>[\w.$@/-]+)(?: -|:)(?:\s+(?<message>.*))?$`,
    'i',
  ),
});

/** Log4j's `%d %p %c: %m` without a thread. */
export const log4jPlain = patternFormat({
  name: 'log4j-plain',
  title: 'Log4j (no thread)',
  example: '2026-01-31 12:00:00,123 INFO org.example.Main: started',
  certainty: 'family',
  pattern: new RegExp(
    String.raw`^(?<time>${ISO_TIME}) ${LEVEL}\s+(?<logger>[A-Za-z_][\w$]*(?:\.[\w$]+)+)(?: -|:)\s(?<message>.*)$`,
    'i',
  ),
});

/** Zookeeper's `%d - %p [%t:%C{1}@%L] - %m`. */
export const zookeeper = patternFormat({
  name: 'zookeeper',
  title: 'Zookeeper',
  example:
    '2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - Notification time out: 3200',
  certainty: 'exact',
  pattern: new RegExp(
    String.raw`^(?<time>${ISO_TIME}) - ${LEVEL}\s+\[(?<thread>.*):(?<logger>[\w$.]+)@(?<line>\d+)\] - (?<message>.*)$`,
    'i',
  ),
});

/** Spring Boot's console layout. */
export const springBoot = patternFormat({
  name: 'spring-boot',
  title: 'Spring Boot',
  example: '2026-01-31T12:00:00.123+01:00  INFO 1234 --- [api] [main] com.example.App : Started App in 2.1 seconds',
  certainty: 'exact',
  pattern: new RegExp(
    String.raw`^(?<time>${ISO_TIME})\s+${LEVEL} (?<process>\d+) --- (?:\[(?<service>[^\]]*)\] )??\[(?<thread>[^\]]*)\] (?<logger>\S+)\s*: (?<message>.*)$`,
    'i',
  ),
});
