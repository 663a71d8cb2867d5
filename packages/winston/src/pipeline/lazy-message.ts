import { types } from 'node:util';
import type { Diagnostics } from '@tailrace/core';

/**
 * Answers what a lazy message says: an arrow function without parameters is called, now that somebody wants the level.
 * Anything else is answered as it is, classes and ordinary functions among it, which Winston writes as it writes any
 * value. Never throws: what the function throws is told in the message's place.
 */
export function saidBy(message: unknown, diagnostics: Diagnostics): unknown {
  if (typeof message !== 'function' || message.length > 0 || Object.hasOwn(message, 'prototype')) return message;
  // What is logged cannot wait; and what has a message of its own is an info.
  if (types.isAsyncFunction(message) || (message as { message?: unknown }).message) return message;
  try {
    return (message as () => unknown)();
  } catch (error) {
    diagnostics.report({
      name: 'formatter.failed',
      source: 'logger',
      message: 'A message that was given as a function threw.',
      records: 1,
      error,
    });
    return `[message threw: ${wordsOf(error)}]`;
  }
}

/** Answers what metadata given as a function says at this call; nothing where it throws. */
export function metaOf(meta: () => unknown, diagnostics: Diagnostics): object | undefined {
  try {
    const answer = meta();
    return typeof answer === 'object' && answer !== null ? answer : undefined;
  } catch (error) {
    diagnostics.report({
      name: 'formatter.failed',
      source: 'logger',
      message: 'Metadata that was given as a function threw; the record went on without it.',
      records: 1,
      error,
    });
    return undefined;
  }
}

function wordsOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'unknown';
  }
}
