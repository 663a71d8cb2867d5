import type { FilterStep } from '@tailrace/core';
import { describe, expect, it, vi } from 'vitest';
import { SinkTransport } from '../src/sink-transport.ts';
import type { SinkTransportOptions } from '../src/sink-transport-options.ts';
import { ScriptedSink } from './fixtures/bench.ts';
import { json } from './fixtures/logging.ts';
import { transportBench } from './fixtures/transport-bench.ts';

describe('options', () => {
  it('that are unknown throw and name the nearest [bad input]', () => {
    expect(() => transportBench({ fliter: [] } as SinkTransportOptions)).toThrow(
      expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION', message: expect.stringContaining("'filter'") }),
    );
    expect(() => transportBench({ delivery: { retry: { attemps: 3 } } } as SinkTransportOptions)).toThrow("'attempts'");
    expect(() => transportBench({ delivery: { durabilty: 'disk' } } as SinkTransportOptions)).toThrow("'durability'");
  });

  it('that contradict each other throw', () => {
    const code = expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' });
    expect(() => transportBench({ delivery: { durability: 'disk' } })).toThrow(code);
    expect(() => transportBench({ delivery: { overflow: 'spill' } })).toThrow(code);
    expect(() => transportBench({ delivery: { overflow: 'write-sync' } })).toThrow(code);
    expect(() => transportBench({ delivery: { overflow: 'block' as 'spill' } })).toThrow(code);
    expect(() => transportBench({ delivery: { durability: 'ram' as 'disk' } })).toThrow(code);
  });

  it('are checked before the sink is made, own ones with them', () => {
    const sink = vi.fn(() => new ScriptedSink());
    const own = { url: { type: 'string', required: true } } as const;
    expect(() => new SinkTransport('HttpTransport', sink, {}, own)).toThrow("needs the option 'url'");
    expect(sink).not.toHaveBeenCalled();
  });

  it('with a filter that takes content out and no formatter throw, for Winston\u2019s text would leak it', () => {
    const redact: FilterStep = { name: 'redact', rewrites: true, apply: (record) => record };
    expect(() => transportBench({ filter: redact })).toThrow(
      expect.objectContaining({ code: 'TAILRACE_FORMAT_LEAKS' }),
    );
    expect(() => transportBench({ filter: redact, formatter: json })).not.toThrow();
  });
});
