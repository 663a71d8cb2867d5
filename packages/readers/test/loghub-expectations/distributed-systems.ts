import type { Expectations } from './expectation.ts';

export const DISTRIBUTED_SYSTEMS: Expectations = {
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
