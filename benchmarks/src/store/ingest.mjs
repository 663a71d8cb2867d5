// Ingest as a collector does it: bodies of lines are parsed, validated, deduplicated, made durable, compacted meanwhile.
import { appendFileSync, createReadStream, existsSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { decodeRecord } from '@tailrace/core';
import { parseQuery } from '@tailrace/query';
import { isRecordLine, LineBatch, recordLine } from '@tailrace/store';
import { openDuckdbStore } from '@tailrace/store-duckdb';
import { lines } from '../generator.mjs';
import { peakOf } from './memory.mjs';

/** About 2,000 records. */
const BODY_BYTES = 856 * 1024;
/** What a collector reads of a body before others get their turn. */
const BLOCK_BYTES = 256 * 1024;
const LINE_BREAK = 10;
const IN_FLIGHT = 8;
const QUERIES = 8;
/** How much of the ingest is measured with questions beside it. */
const BUSY_RECORDS = 500_000;

/** Brings a store and a file of the same lines from one size to another; answers what the ingest came to. */
export async function grow({ directory, file, from, to }) {
  const before = existsSync(file) ? statSync(file).size : 0;
  if (from === 0 && before > 0) writeFileSync(file, '');
  const offset = from === 0 ? 0 : before;
  writeLines(file, from, to);
  const store = await openDuckdbStore({ directory });
  const syncs = await recordSyncs(directory);
  try {
    const records = to - from;
    const busy = Math.min(BUSY_RECORDS, Math.floor(records / 4));
    const bodies = bodiesOf(file, offset);
    const compactor = watch('compactor-child');
    const processor = process.cpuUsage();
    const start = performance.now();
    const accepted = await ingest(store, bodies, records - busy);
    const acknowledgedMillis = performance.now() - start;
    const used = process.cpuUsage(processor);
    await store.compact();
    const compactedMillis = performance.now() - start;
    const quiet = syncs.take();
    const beside = questions(store);
    const besideStart = performance.now();
    const acceptedBeside = await ingest(store, bodies, Number.POSITIVE_INFINITY);
    const besideMillis = performance.now() - besideStart;
    const asked = await beside.end();
    const busySyncs = syncs.take();
    await store.compact();
    const stats = await store.stats();
    if (accepted + acceptedBeside !== records || stats.records !== to)
      throw new Error(`${accepted} + ${acceptedBeside} accepted of ${records}, ${stats.records} stored of ${to}.`);
    return {
      acknowledged: (accepted / acknowledgedMillis) * 1000,
      compacted: (accepted / compactedMillis) * 1000,
      processorMicros: (used.user + used.system) / accepted,
      bytes: stats.bytes / to,
      jsonBytes: statSync(file).size / to,
      segments: stats.segments,
      syncP99: p99(quiet),
      besideAcknowledged: (acceptedBeside / besideMillis) * 1000,
      besideSyncP99: p99(busySyncs),
      besideSyncs: busySyncs.length,
      besideAsked: asked,
      compactor: compactor.end(),
    };
  } finally {
    syncs.restore();
    await store.close();
  }
}

function writeLines(file, from, to) {
  let chunk = [];
  let index = 0;
  for (const line of lines({ count: to })) {
    index += 1;
    if (index <= from) continue;
    chunk.push(line);
    if (chunk.length === 20_000) appendFileSync(file, `${chunk.splice(0).join('\n')}\n`);
  }
  if (chunk.length > 0) appendFileSync(file, `${chunk.join('\n')}\n`);
}

/** Bodies of whole lines, as bytes that came over a network. */
async function* bodiesOf(file, offset) {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { start: offset, highWaterMark: BODY_BYTES })) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(LINE_BREAK) + 1;
    if (end > 0) yield bytes.subarray(0, end);
    rest = bytes.subarray(end);
  }
  if (rest.length > 0) yield rest;
}

/**
 * What a collector does with a body: each record is checked and made its line in the turn in which it is read, and
 * whoever else waits, acknowledgements among them, gets a turn after each block.
 */
async function linesOf(body) {
  const batch = new LineBatch();
  for (let start = 0; start < body.length; ) {
    const end = start + BLOCK_BYTES < body.length ? body.lastIndexOf(LINE_BREAK, start + BLOCK_BYTES) + 1 : body.length;
    addLines(batch, body.toString('utf8', start, end));
    batch.settle();
    start = end;
    if (start < body.length) await nextTurn();
  }
  return batch;
}

function addLines(batch, text) {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const decoded = decodeRecord(text.slice(start, end));
    const line = decoded.ok ? recordLine(decoded.record, batch.length) : undefined;
    if (line !== undefined && isRecordLine(line)) batch.add(decoded.record, line.text);
    start = end + 1;
  }
}

function nextTurn() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Stores bodies until so many records are on their way, or none is left. */
async function ingest(store, bodies, most) {
  let accepted = 0;
  let taken = 0;
  const client = async () => {
    while (taken < most) {
      const { value: body, done } = await bodies.next();
      if (done) return;
      const batch = await linesOf(body);
      taken += batch.length;
      const answer = await store.appendLines(batch);
      accepted += answer.accepted;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  return accepted;
}

/** Questions one after the other in several lines, until told to end. */
function questions(store) {
  const texts = ['level>=error', '"slow query"', '* | count by service', '* | p95(duration_ms) by service'];
  const state = { asked: 0, ended: false };
  const line = async (index) => {
    const { filter, pipes } = parseQuery(texts[index % texts.length]);
    while (!state.ended) {
      await store.query({ filter, pipes, limit: 100 }, { timeoutMillis: 600_000 });
      state.asked += 1;
    }
  };
  const running = Array.from({ length: QUERIES }, (_, index) => line(index));
  return {
    async end() {
      state.ended = true;
      await Promise.all(running);
      return state.asked;
    },
  };
}

/** Times of every fdatasync of this process from now on. */
async function recordSyncs(folder) {
  const times = [];
  const handle = await open(folder);
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const { datasync } = prototype;
  prototype.datasync = async function timed() {
    const start = performance.now();
    await datasync.call(this);
    times.push(performance.now() - start);
  };
  return {
    take: () => times.splice(0),
    restore: () => {
      prototype.datasync = datasync;
    },
  };
}

function watch(word) {
  let peak;
  const look = () => {
    peak = Math.max(peak ?? 0, peakOf(word) ?? 0);
  };
  const timer = setInterval(look, 500);
  return {
    end() {
      look();
      clearInterval(timer);
      return peak;
    },
  };
}

function p99(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}
