import type { Expectations } from './expectation.ts';

export const OPERATING_SYSTEMS: Expectations = {
  Android: {
    format: 'logcat',
    lines: [
      {
        line: 700,
        time: '2005-03-17T16:14:16.800Z',
        level: 'verbose',
        message: 'setLightsOn(true)',
        logger: 'PhoneStatusBar',
        process: 2227,
      },
      {
        line: 1993,
        time: '2005-03-17T16:16:08.538Z',
        level: 'info',
        message: 'HBM brightnessOut =38',
        logger: 'DisplayPowerController',
        process: 1702,
      },
    ],
  },
  Linux: {
    format: 'syslog',
    lines: [
      {
        line: 1,
        time: '2005-06-14T15:16:01.000Z',
        level: 'info',
        message: 'authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=218.188.2.4',
        service: 'sshd(pam_unix)',
        host: 'combo',
        process: 19939,
      },
      {
        line: 146,
        time: '2005-06-19T04:09:11.000Z',
        level: 'info',
        message: 'restart.',
        service: 'syslogd',
        host: 'combo',
      },
      {
        line: 899,
        time: '2005-07-07T08:06:15.000Z',
        level: 'info',
        message: 'ROOT LOGIN ON tty2',
        service: '-- root',
        host: 'combo',
        process: 2421,
      },
      {
        line: 1986,
        time: '2005-07-27T14:41:59.000Z',
        level: 'info',
        message: 'audit(1122475266.4294965305:0): initialized',
        service: 'kernel',
      },
    ],
  },
  Mac: {
    format: 'syslog',
    lines: [
      {
        line: 3,
        time: '2005-07-01T09:01:06.000Z',
        level: 'info',
        message: 'FA||Url||taskID[2019352994] dealloc',
        service: 'QQ',
        host: 'calvisitor-10-105-160-95',
        process: 10018,
      },
      {
        line: 36,
        time: '2005-07-01T09:29:02.000Z',
        level: 'info',
        message: 'com.apple.Addres(31211) deny network-outbound /private/var/run/mDNSResponder',
        service: 'sandboxd',
        process: 129,
      },
      {
        line: 1057,
        time: '2005-07-04T23:22:09.000Z',
        level: 'info',
        message: "Cocoa scripting error for '0x00660011': four character codes must be four characters long.",
        service: 'Microsoft Word',
        process: 14463,
      },
    ],
  },
  Windows: {
    format: 'windows-cbs',
    lines: [
      {
        line: 20,
        time: '2016-09-28T04:30:31.000Z',
        level: 'info',
        message: '00000007@2016/9/27:20:30:31.462 CSI perf trace:',
        logger: 'CSI',
      },
      {
        line: 1500,
        time: '2016-09-29T02:04:00.000Z',
        level: 'info',
        message:
          'Read out cached package applicability for package: Package_for_KB3084135~31bf3856ad364e35~amd64~~6.1.1.0, ApplicableState: 112, CurrentState:112',
        logger: 'CBS',
      },
    ],
  },
};
