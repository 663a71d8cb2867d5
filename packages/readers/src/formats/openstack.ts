import { LEVEL_WORDS } from '../level-words.ts';
import { patternFormat } from '../pattern-format.ts';
import { ISO_TIME } from '../time/iso-time.ts';

/** OpenStack's oslo.log, with or without the name of the file that a collector put before it. */
export const openstack = patternFormat({
  name: 'openstack',
  title: 'OpenStack (oslo.log)',
  example:
    'nova-api.log 2017-05-16 00:00:00.008 25746 INFO nova.osapi_compute.wsgi.server [req-38101a0b 113d3a99 54fadb41 - - -] 10.11.10.1 "GET /v2" status: 200',
  certainty: 'exact',
  pattern: new RegExp(
    String.raw`^(?:(?<log_file>\S+) )?(?<time>${ISO_TIME}) (?<process>\d+) (?<level>${LEVEL_WORDS}) (?<logger>[\w.]+) \[(?<request>[^\]]*)\]\s*(?<message>.*)$`,
    'i',
  ),
});
