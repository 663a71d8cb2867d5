/** One line of a file, read by a person: number, UTC time (year 2005 where the line has none), level, message, more. */
export interface Expectation {
  readonly line: number;
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly service?: string;
  readonly logger?: string;
  readonly host?: string;
  readonly process?: number;
}

export const EXPECTATIONS: Readonly<
  Record<string, { readonly format: string; readonly lines: readonly Expectation[] }>
> = {
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
  HDFS: {
    format: 'hdfs',
    lines: [
      {
        line: 1,
        time: '2008-11-09T20:36:15.000Z',
        level: 'info',
        message: 'PacketResponder 1 for block blk_38865049064139660 terminating',
        logger: 'dfs.DataNode$PacketResponder',
      },
      {
        line: 700,
        time: '2008-11-10T13:56:53.000Z',
        level: 'warn',
        message: '10.251.214.130:50010:Got exception while serving blk_424461424221613461 to /10.251.71.193:',
        logger: 'dfs.DataNode$DataXceiver',
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
  Hadoop: {
    format: 'log4j',
    lines: [
      {
        line: 30,
        time: '2015-10-18T18:01:51.775Z',
        level: 'info',
        message: 'Starting Socket Reader #1 for port 62260',
        logger: 'org.apache.hadoop.ipc.Server',
      },
      {
        line: 1234,
        time: '2015-10-18T18:07:15.267Z',
        level: 'warn',
        message:
          'Failed to renew lease for [DFSClient_NONMAPREDUCE_1537864556_1] for 137 seconds.  Will retry shortly ...',
        logger: 'org.apache.hadoop.hdfs.LeaseRenewer',
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
  OpenStack: {
    format: 'openstack',
    lines: [
      {
        line: 1,
        time: '2017-05-16T00:00:00.008Z',
        level: 'info',
        message:
          '10.11.10.1 "GET /v2/54fadb412c4e40cdbaed9335e4c35a9e/servers/detail HTTP/1.1" status: 200 len: 1893 time: 0.2477829',
        logger: 'nova.osapi_compute.wsgi.server',
        process: 25746,
      },
      {
        line: 1500,
        time: '2017-05-16T00:11:12.170Z',
        level: 'info',
        message: '[instance: a015cf14-84bb-4156-a48d-7c4824ac7a9d] Instance spawned successfully.',
        logger: 'nova.virt.libvirt.driver',
        process: 2931,
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
  Spark: {
    format: 'spark',
    lines: [
      {
        line: 1,
        time: '2017-06-09T20:10:40.000Z',
        level: 'info',
        message: 'Registered signal handlers for [TERM, HUP, INT]',
        logger: 'executor.CoarseGrainedExecutorBackend',
      },
      {
        line: 1999,
        time: '2017-06-09T20:11:11.000Z',
        level: 'info',
        message: 'Running task 34.0 in stage 29.0 (TID 1354)',
        logger: 'executor.Executor',
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
  Zookeeper: {
    format: 'zookeeper',
    lines: [
      {
        line: 1,
        time: '2015-07-29T17:41:44.747Z',
        level: 'info',
        message: 'Notification time out: 3200',
        logger: 'FastLeaderElection',
      },
      {
        line: 1900,
        time: '2015-07-29T19:36:28.819Z',
        level: 'warn',
        message: 'Send worker leaving thread',
        logger: 'QuorumCnxManager$SendWorker',
      },
    ],
  },
};
