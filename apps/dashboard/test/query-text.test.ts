import { describe, expect, it } from 'vitest';
import { hasTerm, quoteValue, toggleTerm } from '../src/search/query-text.ts';

describe('building a query by clicks [E8]', () => {
  it('writes plain values bare and quotes all others', () => {
    expect(quoteValue('api-1.example')).toBe('api-1.example');
    expect(quoteValue('10 ms')).toBe('"10 ms"');
    expect(quoteValue('say "hi"')).toBe('"say \\"hi\\""');
    expect(quoteValue('OR')).toBe('"OR"');
    expect(quoteValue('/orders')).toBe('"/orders"');
    expect(quoteValue('a:b')).toBe('"a:b"');
    expect(quoteValue('')).toBe('""');
  });

  it('adds a condition once, and takes it out at the second click', () => {
    const once = toggleTerm('error', 'service:api');
    expect(once).toBe('error service:api');
    expect(toggleTerm(once, 'service:api')).toBe('error');
  });

  it('adds before the pipes, and is not misled by a bar in quotes', () => {
    expect(toggleTerm('error | count by service', 'level:warn')).toBe('error level:warn | count by service');
    expect(toggleTerm('"a | b"', 'level:warn')).toBe('"a | b" level:warn');
  });

  it('does not take part of a longer condition for the condition', () => {
    expect(hasTerm('-service:api', 'service:api')).toBe(false);
    expect(hasTerm('service:api-2', 'service:api')).toBe(false);
    expect(hasTerm('x service:api y', 'service:api')).toBe(true);
  });
});
