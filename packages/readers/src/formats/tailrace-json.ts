import { fromWire } from '@tailrace/core';
import { jsonFormat } from '../json-format.ts';

/** Tailrace's own records, one JSON object a line. */
export const tailraceJson = jsonFormat({
  name: 'tailrace',
  title: 'Tailrace records in wire form',
  example:
    '{"id":"0194a1b2-c3d4-7000-8000-000000000001","timestamp":"2026-01-31T12:00:00.000Z","level":"info","severity":9,"message":"started"}',
  certainty: 'exact',
  read(object) {
    if (typeof object['severity'] !== 'number' || typeof object['id'] !== 'string') return undefined;
    if (typeof object['timestamp'] !== 'string' || typeof object['message'] !== 'string') return undefined;
    const decoded = fromWire(object);
    if (!decoded.ok) return undefined;
    const { attributes, ...fields } = decoded.record;
    return attributes === undefined ? fields : { ...fields, attributes };
  },
});
