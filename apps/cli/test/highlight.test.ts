import { parseQuery } from '@tailrace/query';
import { describe, expect, it } from 'vitest';
import { highlighter } from '../src/output/highlight.ts';

describe('highlights', () => {
  const mark = (text: string): string => `<${text}>`;
  const marked = (query: string, text: string): string => highlighter(parseQuery(query).filter, mark)?.(text) ?? text;

  it('mark what was searched for in any case, and not what was left out', () => {
    expect(marked('order -saved', 'Order saved, ORDER refused')).toBe('<Order> saved, <ORDER> refused');
    expect(marked('"a.b" service:shop', 'a.b axb shop')).toBe('<a.b> axb <shop>');
    expect(marked('get*200', 'GET /x 200')).toBe('<GET> /x <200>');
    expect(marked('*', 'x')).toBe('x');
  });

  it('step over colours that are there', () => {
    expect(marked('31 red', '\u001b[31mred 31\u001b[39m')).toBe('\u001b[31m<red> <31>\u001b[39m');
  });
});
