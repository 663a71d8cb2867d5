import type { Expectations } from './expectation.ts';

export const SUPERCOMPUTERS: Expectations = {
  BGL: {
    format: 'bgl',
    lines: [
      {
        line: 1,
        time: '2005-06-03T22:42:50.675Z',
        level: 'info',
        message: 'instruction cache parity error corrected',
        logger: 'KERNEL',
        host: 'R02-M1-N0-C:J12-U11',
      },
      {
        line: 300,
        time: '2005-06-14T18:23:44.638Z',
        level: 'fatal',
        message: 'floating pt ex mode 1 enable......0',
        logger: 'KERNEL',
      },
      {
        line: 523,
        time: '2005-07-01T18:05:31.120Z',
        level: 'severe',
        message: 'Can not get assembly information for node card',
        logger: 'DISCOVERY',
        host: 'R37-M1-N4',
      },
    ],
  },
  HPC: {
    format: 'hpc',
    lines: [
      {
        line: 100,
        time: '2004-10-05T16:54:23.000Z',
        level: 'info',
        message: 'boot  (command 3169)',
        logger: 'action',
        host: 'node-10',
      },
      {
        line: 722,
        time: '2004-01-06T07:49:10.000Z',
        level: 'critical',
        message: 'critical',
        logger: 'gige',
        host: 'gige4',
      },
      {
        line: 1500,
        time: '2004-01-16T07:17:09.000Z',
        level: 'error',
        message: 'Linkerror event interval expired',
        logger: 'switch_module',
        host: 'Interconnect-0N03',
      },
    ],
  },
  Thunderbird: {
    format: 'thunderbird',
    lines: [
      {
        line: 1,
        time: '2005-11-09T20:01:01.000Z',
        level: 'info',
        message: 'session closed for user root',
        service: 'crond(pam_unix)',
        host: 'dn228',
        process: 2915,
      },
      {
        line: 300,
        time: '2005-11-09T20:02:55.000Z',
        level: 'info',
        message: 'data_thread() got not answer from any [Thunderbird_D6] datasource',
        service: '/apps/x86_64/system/ganglia-3.0.1/sbin/gmetad',
        host: 'tbird-admin1',
        process: 1682,
      },
      {
        line: 1298,
        time: '2005-11-09T20:10:43.000Z',
        level: 'info',
        message: 'initialized',
        service: 'audit(1131538222.234:0)',
      },
    ],
  },
};
