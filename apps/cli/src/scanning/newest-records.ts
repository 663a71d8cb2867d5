import type { FileHandle } from 'node:fs/promises';
import type { WireRecord } from '@tailrace/core';
import { compareRecords } from '@tailrace/query';
import { OwnLines } from './own-line.ts';
import { OwnLineScan, type Wanted } from './scan-own-lines.ts';
import { SLACK_MILLIS, TimeOrder, WORTH_SEEKING_BYTES } from './time-order.ts';

const BLOCK_BYTES = 1 << 20;
const LONGEST_BLOCK_BYTES = 1 << 24;
const LINE_FEED = 0x0a;

/**
 * The newest of the wanted records of a file that is in order of time, read from its end backwards.
 *
 * Answers `undefined` where only reading the whole file tells: where it is small, in no order, or holds lines that are
 * none of our own.
 */
export async function newestRecords(
  handle: FileHandle,
  wanted: Wanted,
  limit: number,
): Promise<readonly WireRecord[] | undefined> {
  const { size } = await handle.stat();
  if (size < WORTH_SEEKING_BYTES) return undefined;
  const order = await TimeOrder.of(handle, size);
  if (order === undefined) return undefined;
  const { from, to } = wanted;
  const first = from === undefined ? 0 : await order.startOf(from);
  let end = to === undefined ? size : await order.endOf(to);
  let found: readonly WireRecord[] = [];
  while (end > first) {
    const block = await blockBefore(handle, first, end);
    if (block === undefined) return undefined;
    const scan = new OwnLineScan(wanted);
    const more = scan.push({ buffer: block.bytes, start: 0, end: block.bytes.length });
    const last = scan.stranger === undefined ? scan.end() : [];
    if (scan.stranger !== undefined) return undefined;
    found = [...found, ...more, ...last].sort((a, b) => compareRecords(b, a)).slice(0, limit);
    const oldest = found.length < limit ? undefined : found.at(-1);
    // What comes before the block may be later than its first line, but not by more than the slack.
    if (oldest !== undefined && Date.parse(oldest.timestamp) > block.time + SLACK_MILLIS) break;
    end = block.start;
  }
  return found;
}

interface Block {
  readonly bytes: Buffer;
  /** Where its first line begins, and when that was. */
  readonly start: number;
  readonly time: number;
}

const own = new OwnLines();

/** The whole lines before a place; `undefined` where they do not begin with one of our own. */
async function blockBefore(handle: FileHandle, first: number, end: number): Promise<Block | undefined> {
  for (let length = BLOCK_BYTES; length <= LONGEST_BLOCK_BYTES; length *= 4) {
    const start = Math.max(first, end - length);
    const bytes = Buffer.allocUnsafe(end - start);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    if (bytesRead < bytes.length) return undefined;
    const begin = start === first ? 0 : bytes.indexOf(LINE_FEED) + 1;
    if ((begin === 0 && start !== first) || begin === bytes.length) continue;
    const feed = bytes.indexOf(LINE_FEED, begin);
    own.begin(bytes);
    if (own.levelOf(begin, feed === -1 ? bytes.length : feed) === undefined) return undefined;
    const { time } = own;
    return Number.isNaN(time) ? undefined : { bytes: bytes.subarray(begin), start: start + begin, time };
  }
  return undefined;
}
