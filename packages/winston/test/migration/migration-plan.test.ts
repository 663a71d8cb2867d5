import { runInContext } from '@tailrace/core';
import { FakeClock, recordedDiagnostics } from '@tailrace/core/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type DualCall, MigrationPlan, type Way } from '../../src/migration/index.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  delete process.env['TAILRACE_MIGRATION'];
});

function call(more: Partial<DualCall> = {}): DualCall {
  return { logger: undefined, level: 'info', parameters: [], metas: [], ...more };
}

function request(id: number): DualCall {
  return call({ parameters: ['served', { requestId: `request-${id}` }] });
}

function ways(plan: MigrationPlan, count: number): Way[] {
  return Array.from({ length: count }, (_, id) => plan.decide(request(id)));
}

describe('a plan of a migration [A11]', () => {
  it('sends everything to the old logger unless told otherwise', () => {
    expect(new MigrationPlan().decide(call())).toBe('old');
  });

  it('mirrors a share of the requests, the same ones each time and with every copy of it', () => {
    const first = ways(new MigrationPlan({ share: 0.25 }), 1000);
    expect(ways(new MigrationPlan({ share: 0.25 }), 1000)).toEqual(first);
    const share = first.filter((way) => way === 'both').length / 1000;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
    expect(first.filter((way) => way === 'new')).toEqual([]);
  });

  it('keeps with the new logger, when the share grows, those requests that were there', () => {
    const plan = new MigrationPlan({ mode: 'switch', share: 0.1 });
    let before = ways(plan, 500);
    for (const share of [0.2, 0.5, 0.9, 1]) {
      plan.setShare(share);
      const now = ways(plan, 500);
      expect(now.filter((way, index) => before[index] === 'new' && way !== 'new')).toEqual([]);
      before = now;
    }
    expect(new Set(before)).toEqual(new Set(['new']));
  });

  it('takes other requests first with another salt', () => {
    expect(ways(new MigrationPlan({ share: 0.5, salt: 'other' }), 200)).not.toEqual(
      ways(new MigrationPlan({ share: 0.5 }), 200),
    );
  });

  it('knows a request by its trace, by its outermost correlation, and by the metadata of child loggers', () => {
    const keys: (string | undefined)[] = [];
    const plan = new MigrationPlan({ share: 0.5 });
    const traced = (traceId: string): Way => runInContext({ traceId }, () => plan.decide(call()));
    const traces = Array.from({ length: 64 }, (_, index) => index.toString(16).padStart(32, '0'));
    expect(new Set(traces.map(traced))).toEqual(new Set(['both', 'old']));
    for (const trace of traces.slice(0, 8)) {
      expect(runInContext({ traceId: trace }, () => plan.decide(request(1)))).toBe(traced(trace));
    }
    for (const metas of [[{ a: 1 }, { reqId: 7 }], [{ reqId: '7' }]]) keys.push(plan.decide(call({ metas })));
    expect(new Set(keys).size).toBe(1);
  });

  it('counts out evenly what belongs to no request', () => {
    const plan = new MigrationPlan({ share: 0.25 });
    const decided = Array.from({ length: 8 }, () => plan.decide(call()));
    expect(decided.join(' ')).toBe('old old old both old old old both');
  });

  it('goes by call, or by a key of your own', () => {
    const byCall = new MigrationPlan({ share: 0.5, by: 'call' });
    expect([request(1), request(1), request(1)].map((each) => byCall.decide(each))).toEqual(['old', 'both', 'old']);
    const plan = new MigrationPlan({ share: 0.5, by: ({ parameters }) => String(parameters[0]) });
    const users = Array.from({ length: 50 }, (_, id) => plan.decide(call({ parameters: [`user ${id}`] })));
    expect(new Set(users)).toEqual(new Set(['both', 'old']));
  });

  it('has shares and modes of their own for loggers, by the nearest name', () => {
    const plan = new MigrationPlan({ byLogger: { db: 1, 'http.*': 0, 'http.admin': { mode: 'switch', share: 1 } } });
    const way = (logger: string): Way => plan.decide(call({ logger }));
    expect(['db', 'db.pool', 'dbx', 'http.user', 'http.admin.login'].map(way)).toEqual([
      'both',
      'both',
      'old',
      'old',
      'new',
    ]);
    plan.set({ mode: 'switch' });
    expect(way('db')).toBe('new');
    plan.goBack();
    expect([way('db'), way('http.admin')]).toEqual(['old', 'old']);
    plan.goOver();
    expect([way('db'), way('anything')]).toEqual(['new', 'new']);
  });

  it('asks a function for the share at each call, and stays with the old logger where that fails', () => {
    const { diagnostics, events } = recordedDiagnostics();
    let share = 0;
    const plan = new MigrationPlan({ share: () => share, diagnostics });
    expect(plan.decide(call())).toBe('old');
    share = 1;
    expect(plan.decide(call())).toBe('both');
    share = 2;
    expect(plan.decide(call())).toBe('old');
    expect(events.map(({ name }) => name)).toEqual(['migration.failed']);
  });

  it('takes its settings from the environment, in words, a number or JSON', () => {
    const way = (text: string): Way => {
      process.env['TAILRACE_MIGRATION'] = text;
      return new MigrationPlan({ share: 0.5 }).decide(call({ logger: 'db' }));
    };
    expect(way('1')).toBe('both');
    expect(way('new')).toBe('new');
    expect(way('old')).toBe('old');
    expect(way('{"mode":"switch","share":0,"byLogger":{"db":1}}')).toBe('new');
    expect(() => way('half')).toThrow(/TAILRACE_MIGRATION takes a share from 0 to 1, 'old', 'new', or JSON/);
    expect(() => way('{"shares":1}')).toThrow(/Did you mean 'share'/);
  });

  it('follows a file: what it says holds within the time, and a broken file changes nothing', async () => {
    const { diagnostics, events } = recordedDiagnostics();
    const clock = new FakeClock();
    const folder = mkdtempSync(join(tmpdir(), 'migration-'));
    folders.push(folder);
    const file = join(folder, 'migration.json');
    const plan = new MigrationPlan({ share: 1, file, fileMillis: 1000, clock, diagnostics });
    expect(plan.decide(call())).toBe('both');
    writeFileSync(file, 'old');
    await clock.advance(1000);
    expect(plan.decide(call())).toBe('old');
    writeFileSync(file, '{ "mode": "switch", "share": 1 }');
    await clock.advance(1000);
    expect(plan.decide(call())).toBe('new');
    writeFileSync(file, 'broken, and not for long');
    await clock.advance(1000);
    expect(plan.decide(call())).toBe('new');
    expect(events.map(({ name }) => name)).toEqual(['migration.changed', 'migration.changed', 'migration.failed']);
    expect(() => new MigrationPlan({ file, clock })).toThrow(/the file takes a share/);
    plan.close();
    expect(clock.pending).toBe(0);
  });

  it('goes back by itself when the new logger fails too often within the time, and on when it is told to', async () => {
    const { diagnostics, events } = recordedDiagnostics();
    const clock = new FakeClock();
    const plan = new MigrationPlan({ share: 1, clock, diagnostics, haltAfter: { failures: 3, withinMillis: 1000 } });
    const fail = (): void => plan.failed('was tried', new Error('no'), undefined);
    fail();
    fail();
    await clock.advance(1001);
    fail();
    fail();
    expect(plan.status().isHalted).toBe(false);
    fail();
    expect(plan.status().isHalted).toBe(true);
    expect(plan.decide(call())).toBe('old');
    expect(events.map(({ name }) => name)).toEqual([
      'migration.failed',
      'migration.failed',
      'migration.failed',
      'migration.halted',
    ]);
    plan.resume();
    expect(plan.decide(call())).toBe('both');
  });

  it.each([
    [{ share: 2 }, /'share' takes a number from 0 to 1/],
    [{ share: Number.NaN }, /'share' takes a number from 0 to 1/],
    [{ byLogger: { db: 'half' } }, /'db' takes a number from 0 to 1/],
    [{ byLogger: { db: { mode: 'mirror' } } }, /needs the option 'share'/],
    [{ mode: 'both' }, /one of "mirror", "switch"/],
    [{ by: 'user' }, /'by' takes/],
    [{ sahre: 1 }, /Did you mean 'share'/],
    [{ haltAfter: { failures: 0 } }, /'failures' takes/],
  ])('throws at creation for %j', (options, message) => {
    expect(() => new MigrationPlan(options as never)).toThrow(message);
    const plan = new MigrationPlan();
    if ('share' in options) expect(() => plan.set(options as never)).toThrow(message);
  });
});
