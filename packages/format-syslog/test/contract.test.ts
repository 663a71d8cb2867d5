import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { syslogFormat } from '../src/index.ts';

formatterKit({ name: 'syslog', create: () => syslogFormat() }).register({ describe, it });
