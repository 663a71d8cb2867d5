import type { LogRecord } from '@tailrace/core';
import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { otlpFormat, type OtlpLogsData, toLogsData } from '../src/index.ts';
import { decodeLogsData } from './otlp-proto.ts';
import { said } from './read-back.ts';

const expected = (record: LogRecord): unknown => said(toLogsData(record));

formatterKit({
  name: 'otlp json',
  create: () => otlpFormat(),
  readBack: (entry) => said(JSON.parse(String(entry)) as OtlpLogsData),
  expected,
}).register({ describe, it });

formatterKit({
  name: 'otlp protobuf',
  create: () => otlpFormat({ encoding: 'protobuf' }),
  text: false,
  readBack: (entry) => said(decodeLogsData(entry as Uint8Array) as OtlpLogsData),
  expected,
}).register({ describe, it });
