import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectFormat, FORMATS } from '../src/index.ts';

describe('the catalogue of formats', () => {
  it('finds each format first by its own example', () => {
    const wrong = FORMATS.filter((format) => detectFormat([format.example])[0]?.name !== format.name);
    expect(wrong.map((format) => format.name)).toEqual([]);
  });

  it('names every format in the README', () => {
    const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
    expect(FORMATS.filter(({ name }) => !readme.includes(`\`${name}\``)).map(({ name }) => name)).toEqual([]);
  });
});
