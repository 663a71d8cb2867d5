import type { ListedObject } from './object-store.ts';

/** One page of a bucket's list. */
export interface Listing {
  readonly objects: readonly ListedObject[];
  /** What the next page is asked with; absent on the last. */
  readonly next?: string;
}

const CONTENTS = /<Contents>([\s\S]*?)<\/Contents>/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads the answer to ListObjectsV2, whose keys are encoded as in a URL. */
export function readListing(xml: string): Listing {
  const isEncoded = elementOf(xml, 'EncodingType') === 'url';
  const objects = [...xml.matchAll(CONTENTS)].map(([, contents = '']) => {
    const key = elementOf(contents, 'Key') ?? '';
    return {
      key: isEncoded ? decodeURIComponent(key.replaceAll('+', ' ')) : key,
      bytes: Number(elementOf(contents, 'Size') ?? 0),
    };
  });
  const next = elementOf(xml, 'IsTruncated') === 'true' ? elementOf(xml, 'NextContinuationToken') : undefined;
  return { objects, ...(next !== undefined && { next }) };
}

function elementOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, word: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex as string, 16));
    return ENTITIES[word] ?? whole;
  });
}
