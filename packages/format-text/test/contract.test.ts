import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { textFormat } from '../src/index.ts';

formatterKit({ name: 'text', create: () => textFormat(), text: 'indented' }).register({ describe, it });

const everything =
  '{time} {level} {LEVEL} {severity} {logger} {message} {service} {host} {process} {thread} {file} {function} {line} ' +
  '{id} {trace_id} {span_id} {kind} {sample_rate} {exception} {attributes} {user} {a.b.c:>12.4}';
formatterKit({
  name: 'text with a pattern of everything',
  create: () => textFormat({ pattern: everything, timeZone: 'Asia/Kathmandu' }),
}).register({ describe, it });
