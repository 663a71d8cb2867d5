import { describe } from 'vitest';
import { itReads } from './expected-record.ts';

describe('formats of containers', () => {
  itReads([
    [
      'docker',
      '{"log":"ERROR: listening failed\\n","stream":"stderr","time":"2026-01-31T12:00:00.123456789Z"}',
      {
        timestamp: Date.UTC(2026, 0, 31, 12, 0, 0, 123),
        level: 'error',
        message: 'ERROR: listening failed',
        attributes: { stream: 'stderr' },
      },
    ],
    [
      'cri',
      '2026-01-31T12:00:00.123456789Z stderr F panic: oh no',
      { level: 'panic', message: 'panic: oh no', attributes: { stream: 'stderr', tag: 'F' } },
    ],
    [
      'docker',
      '{"log":"{\\"level\\":30,\\"time\\":1531171074631,\\"pid\\":657,\\"hostname\\":\\"web-1\\",\\"msg\\":\\"hello\\",\\"n\\":1}\\n","stream":"stdout","time":"2026-01-31T12:00:00.123456789Z"}',
      {
        timestamp: 1531171074631,
        level: 'info',
        message: 'hello',
        process: 657,
        attributes: { stream: 'stdout', n: 1 },
      },
    ],
    [
      'cri',
      '2026-01-31T12:00:00.123456789Z stderr F {"level":"error","msg":"boom","code":7}',
      {
        timestamp: Date.UTC(2026, 0, 31, 12, 0, 0, 123),
        level: 'error',
        message: 'boom',
        attributes: { stream: 'stderr', tag: 'F', code: 7 },
      },
    ],
  ]);
});
