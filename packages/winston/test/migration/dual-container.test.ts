import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { dualContainer, MigrationPlan } from '../../src/migration/index.ts';
import { keepingTransport, messages } from './loggers.ts';

describe('a container of a dual write [A11]', () => {
  it('joins the loggers of an id, which is their name in the plan', () => {
    const old = keepingTransport();
    const fresh = keepingTransport();
    const plan = new MigrationPlan({ byLogger: { db: 1 } });
    const from = new winston.Container({ transports: [old.transport] });
    const to = new winston.Container({ transports: [fresh.transport] });
    const loggers = dualContainer({ from, to, plan });
    loggers.get('db').info('of the database');
    loggers.add('http', { defaultMeta: { port: 80 } }).warn('of the server');
    expect(loggers.get('db')).toBe(loggers.get('db'));
    expect(messages(old.written)).toEqual(['of the database', 'of the server']);
    expect(messages(fresh.written)).toEqual(['of the database']);
    expect([loggers.has('db'), to.has('db'), to.has('http')]).toEqual([true, true, false]);
    plan.goOver();
    loggers.get('http').error('loud');
    expect(fresh.written.at(-1)).toEqual({ level: 'error', message: 'loud', port: 80 });
    expect(plan.status().counts.byLogger).toMatchObject({ db: { both: 1 }, http: { old: 1, new: 1 } });
  });

  it('forgets loggers that were closed', () => {
    const options = { transports: [keepingTransport().transport] };
    const from = new winston.Container(options);
    const to = new winston.Container(options);
    const loggers = dualContainer({ from, to, plan: new MigrationPlan({ share: 1 }) });
    const first = loggers.get('db');
    loggers.close('db');
    expect(from.has('db')).toBe(false);
    expect(loggers.get('db')).not.toBe(first);
    loggers.close();
    expect(loggers.has('db')).toBe(false);
  });
});
