import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Layer, layMethod } from '../src/layer.ts';
import { bridgeConsole } from '../src/index.ts';
import { consoleInMemory } from './consoles.ts';
import { keeping } from './records.ts';

describe('undo', () => {
  it('puts every property of the console back as it was', () => {
    const { console } = consoleInMemory();
    const before = Object.getOwnPropertyDescriptors(console);
    const bridge = bridgeConsole(() => {}, { console });
    expect(Object.getOwnPropertyDescriptors(console)).not.toEqual(before);
    bridge.undo();
    expect(Object.getOwnPropertyDescriptors(console)).toEqual(before);
    bridge.undo();
    expect(Object.getOwnPropertyDescriptors(console)).toEqual(before);
  });

  it('keeps names and arity of what it replaces', () => {
    const { console } = consoleInMemory();
    const { name, length } = console.assert;
    const bridge = bridgeConsole(() => {}, { console });
    expect([console.assert.name, console.assert.length]).toEqual([name, length]);
    bridge.undo();
  });

  it('works in any order of several bridges, and each goes on until its own turn', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        const { console, written } = consoleInMemory();
        const original = console.log;
        const kept = order.map(() => keeping());
        const bridges = kept.map(({ target }) => bridgeConsole(target, { console, passThrough: true }));
        for (const [step, index] of order.entries()) {
          bridges[index]?.undo();
          console.log(step);
          console.count('c');
        }
        expect(console.log).toBe(original);
        expect(written).toHaveLength(2 * order.length);
        for (const [step, index] of order.entries()) {
          const messages = kept[index]?.records.map(({ message }) => message);
          expect(messages).toEqual(Array.from({ length: step }, (_, n) => [`${n}`, `c: ${n + 1}`]).flat());
        }
      }),
    );
  });

  it('only passes on while somebody else’s wrapper lies on it, and goes with that', () => {
    const { console, text } = consoleInMemory();
    const original = console.log;
    const { target, records } = keeping();
    const lower = bridgeConsole(target, { console });
    const ours = console.log;
    console.log = (...given: unknown[]) => ours('wrapped', ...given);
    const theirs = console.log;
    const upper = bridgeConsole(target, { console, passThrough: true });
    lower.undo();
    console.log('one');
    upper.undo();
    expect(console.log).toBe(theirs);
    console.log('two');
    console.log = ours;
    console.log('three');
    expect(console.log).toBe(original);
    expect(text()).toBe('wrapped one\nwrapped two\nthree\n');
    expect(records.map(({ message }) => message)).toEqual(['one']);
  });

  it('leaves what somebody else has put in its place', () => {
    const { console } = consoleInMemory();
    const bridge = bridgeConsole(() => {}, { console });
    const theirs = () => {};
    console.log = theirs;
    bridge.undo();
    expect(console.log).toBe(theirs);
  });

  it('leaves nothing half done where a console cannot be changed', () => {
    const { console } = consoleInMemory();
    Object.defineProperty(console, 'table', { value: console.table, writable: false, configurable: false });
    const before = Object.getOwnPropertyDescriptors(console);
    expect(() => bridgeConsole(() => {}, { console })).toThrow(
      expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }),
    );
    expect(Object.getOwnPropertyDescriptors(console)).toEqual(before);
  });
});

describe('Layer', () => {
  it('leaves no own property where the owner inherited', () => {
    const parent = { say: () => 'parent' };
    const child = Object.create(parent) as typeof parent;
    const layer = layMethod(child, 'say', (own) => `over ${String(own.below.call(child))}`);
    expect(child.say()).toBe('over parent');
    expect(parent.say()).toBe('parent');
    layer.undo();
    expect(Object.keys(child)).toEqual([]);
    expect(child.say()).toBe('parent');
  });

  it('brings several that were buried to light one after the other', () => {
    const owner = { value: 0 };
    const first = Layer.lay(owner, 'value', () => 1);
    const second = Layer.lay(owner, 'value', () => 2);
    owner.value = 3;
    second.undo();
    first.undo();
    owner.value = 2;
    second.settle();
    expect(owner.value).toBe(0);
  });
});
