import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../source-imports.mjs';
import { root } from '../workspace.mjs';

const files = filesBelow(root, ['.md']).filter(
  (file) => basename(file) !== 'CHANGELOG.md' && !/^\.|[\\/]skeleton[\\/]|test-results/.test(relative(root, file)),
);

/** The text without blocks and spans of code, whose brackets are no links. */
function prose(text) {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, 'code');
}

/** Anchors of headings, and those that are written out: `<a id="name"></a>`. */
function anchorsOf(text) {
  const written = Array.from(text.matchAll(/<a id="([^"]+)"><\/a>/g), (match) => match[1]);
  return new Set([...written, ...headingAnchors(text)]);
}

function headingAnchors(text) {
  const seen = new Map();
  return Array.from(text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} +(.+?) *$/gm), ([, heading]) => {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}

/** Links of a text that lead nowhere; links to other sites are not looked at. */
export function deadLinks(file, text) {
  const links = Array.from(prose(text).matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g), (match) => match[1]);
  return links.filter((link) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return false;
    const [path, anchor] = link.split('#');
    const target = path === '' ? file : join(dirname(file), decodeURIComponent(path));
    const there = target === file ? text : existsSync(target) && read(target);
    return there === false || (anchor !== undefined && !anchorsOf(there).has(anchor));
  });
}

function read(target) {
  return statSync(target).isFile() ? readFileSync(target, 'utf8') : '';
}

describe('links in Markdown', () => {
  it('finds the documents', () => {
    expect(files.map((file) => relative(root, file))).toContain(join('docs', 'query.md'));
  });

  it('notices a file and an anchor that are not there', () => {
    const text = '# A b\n<a id="d"></a>[x](#a-b) [w](#d) [y](#c) [z](nowhere.md) [u](https://example.com) `[v](w)`\n';
    expect(deadLinks(join(root, 'README.md'), text)).toEqual(['#c', 'nowhere.md']);
  });

  it.each(files.map((file) => [relative(root, file), file]))('%s: all lead somewhere', (_name, file) => {
    expect(deadLinks(file, readFileSync(file, 'utf8'))).toEqual([]);
  });
});
