import type { Expectations } from './expectation.ts';

export const APPLICATIONS: Expectations = {
  Apache: {
    format: 'apache-error',
    lines: [
      { line: 2, time: '2005-12-04T04:47:44.000Z', level: 'error', message: 'mod_jk child workerEnv in error state 6' },
      {
        line: 7,
        time: '2005-12-04T04:51:14.000Z',
        level: 'notice',
        message: 'workerEnv.init() ok /etc/httpd/conf/workers2.properties',
      },
      {
        line: 132,
        time: '2005-12-04T05:15:09.000Z',
        level: 'error',
        message: '[client 222.166.160.184] Directory index forbidden by rule: /var/www/html/',
      },
    ],
  },
  HealthApp: {
    format: 'health-app',
    lines: [
      {
        line: 1,
        time: '2017-12-23T22:15:29.606Z',
        level: 'info',
        message: 'onStandStepChanged 3579',
        logger: 'Step_LSC',
        process: 30002312,
      },
      {
        line: 1800,
        time: '2017-12-24T00:00:00.236Z',
        level: 'info',
        message: 'REPORT : 0 0 0 0',
        logger: 'Step_StandReportReceiver',
      },
    ],
  },
  OpenSSH: {
    format: 'syslog',
    lines: [
      {
        line: 20,
        time: '2005-12-10T07:08:30.000Z',
        level: 'info',
        message: 'Failed password for invalid user webmaster from 173.234.31.186 port 39257 ssh2',
        service: 'sshd',
        host: 'LabSZ',
        process: 24208,
      },
      {
        line: 158,
        time: '2005-12-10T07:51:15.000Z',
        level: 'error',
        message:
          'error: Received disconnect from 195.154.37.122: 3: com.jcraft.jsch.JSchException: Auth fail [preauth]',
        service: 'sshd',
        process: 24324,
      },
    ],
  },
  Proxifier: {
    format: 'proxifier',
    lines: [
      {
        line: 1,
        time: '2005-10-30T16:49:06.000Z',
        level: 'info',
        message: 'proxy.cse.cuhk.edu.hk:5070 open through proxy proxy.cse.cuhk.edu.hk:5070 HTTPS',
        service: 'chrome.exe',
      },
      {
        line: 253,
        time: '2005-10-30T17:15:42.000Z',
        level: 'error',
        message: 'tcpconn6.tencent.com:443 error : A connection request was canceled before the completion.',
        service: 'QQ.exe',
      },
    ],
  },
};
